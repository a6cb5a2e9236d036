import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lambda } from '../../lambdas/middleware.ts';

const VARIABLES = {
  KILLDEER_MONITOR: 'shop',
  KILLDEER_HOME: 'eu-west-1',
  KILLDEER_ACCOUNT: '000000000000',
  AWS_REGION: 'us-east-1',
};

let lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines = [];
  for (const [name, value] of Object.entries(VARIABLES)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const invocation = () => ({ awsRequestId: 'r1' });

describe('a Lambda', () => {
  test('makes its ports at the first invocation and keeps them, and gets its own region', async () => {
    const makePorts = vi.fn(() => ({ n: 1 }));
    const handler = lambda(makePorts, async (event: string, ports, { region }) => ({ event, ports, region }));
    expect(makePorts).not.toHaveBeenCalled();
    const first = await handler('a', invocation());
    const second = await handler('b', invocation());
    expect(first).toEqual({ event: 'a', ports: { n: 1 }, region: 'us-east-1' });
    expect(second.ports).toBe(first.ports);
    expect(makePorts).toHaveBeenCalledTimes(1);
  });

  test('logs one line per invocation, with duration and outcome', async () => {
    const handler = lambda(
      () => undefined,
      async () => 'done',
    );
    await handler('a', invocation());
    expect(lines).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'INFO',
        event: 'invocation',
        requestId: 'r1',
        outcome: 'ok',
        durationMs: expect.any(Number),
      },
    ]);
  });

  test('logs an error with its causes, and passes the same error on to Lambda', async () => {
    const error = new Error('no switchboard', { cause: new TypeError('fetch failed', { cause: 'ECONNRESET' }) });
    const handler = lambda(
      () => undefined,
      async () => Promise.reject(error),
    );
    await expect(handler('a', invocation())).rejects.toBe(error);
    const cause = { name: 'TypeError', message: 'fetch failed', cause: 'ECONNRESET' };
    expect(lines[0]).toMatchObject({ level: 'ERROR', error: { name: 'Error', message: 'no switchboard', cause } });
    expect(lines[1]).toMatchObject({ event: 'invocation', outcome: 'error' });
  });

  test('without its environment fails with the name of what is missing, logged', async () => {
    vi.stubEnv('KILLDEER_HOME', '');
    const handle = vi.fn(async () => 'never');
    const handler = lambda(() => undefined, handle);
    await expect(handler('a', invocation())).rejects.toThrow('KILLDEER_HOME not set');
    expect(handle).not.toHaveBeenCalled();
    expect(lines.map(({ event }) => event)).toEqual(['error', 'invocation']);
  });
});
