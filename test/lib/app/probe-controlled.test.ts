import { http } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../lib/adapters/probe/prober.ts';
import { probeControlled } from '../../../lib/app/probe-controlled.ts';
import { compileMonitor } from '../../../lib/core/compile.ts';
import type { Result } from '../../../lib/core/result.ts';
import { closedPort, serveHttp, serveTcp } from '../adapters/servers.ts';

const prober = socketProber();

/** Runs checks against real servers, with these controls. */
async function run(
  checks: Parameters<typeof compileMonitor>[0]['checks'],
  controls?: readonly string[],
  usual: readonly string[] = [],
) {
  const monitor = compileMonitor({
    ...{ kind: 'monitor', name: 'shop', home: 'eu-west-1', services: [], notify: [], checks },
    regions: [{ region: 'eu-west-1', allow: ['127.0.0.0/8'], ...(controls !== undefined && { controls }) }],
  });
  const [region] = monitor.regions;
  if (region === undefined) throw new Error('there is no region');
  const results: Result[] = [];
  const usualControls = () => ({ urls: usual, allow: ['127.0.0.0/8'] });
  const take = (result: Result): void => void results.push(result);
  await probeControlled({ prober, usualControls }, monitor.checks, { region, sampled: false }, take);
  return Object.fromEntries(results.map((result) => [result.id, result]));
}

const at = (port: number): string => `http://127.0.0.1:${port}/`;
const serve = (status: number) => serveHttp((_, response) => response.writeHead(status, { location: '/' }).end());
const retry = false;

describe('when something failed', () => {
  test.each([200, 302, 404, 500])('a control that answers, if with %i, leaves the failure as it is', async (status) => {
    const control = await serve(status);
    const broken = await serve(503);
    const { api } = await run(
      [http('api', { url: at(broken.port), retry })],
      [at(await closedPort()), at(control.port)],
    );
    expect(api).toMatchObject({ outcome: 'fail', failure: { kind: 'status' } });
    expect(control.accepted()).toBe(1);
  });

  test('a region that names no controls asks the usual ones, and one that says [] asks none', async () => {
    const broken = await serve(503);
    const checks = [http('api', { url: at(broken.port), retry })];
    const usual = [at(await closedPort())];
    expect((await run(checks, undefined, usual)).api).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    expect((await run(checks, [], usual)).api).toMatchObject({ outcome: 'fail', failure: { kind: 'status' } });
  });

  test('no control that answers makes it unknown, and what passed stays', async () => {
    const [broken, well] = [await serve(503), await serve(200)];
    const gone = at(await closedPort());
    const results = await run(
      [
        http('status', { url: at(broken.port), retry }),
        http('gone', { url: gone, retry }),
        http('well', { url: at(well.port) }),
        http('closed', { url: gone, mustFail: true }),
        http('open', { url: at(well.port), mustFail: true, retry }),
      ],
      [`${gone}one`, `${gone}two`],
    );
    for (const id of ['status', 'gone', 'closed', 'open']) {
      expect(results[id], id).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
      expect(results[id]?.failure?.message).toContain('eu-west-1 itself is cut off: none of its 2 controls answered');
    }
    expect(results.status?.failure?.message).toContain('of the target: status 503, expected 2xx');
    expect(results.well).toMatchObject({ outcome: 'pass' });
    expect(Object.keys(results)).toHaveLength(5);
  });

  test('the controls are probed once, however much failed', async () => {
    const control = await serve(200);
    const gone = at(await closedPort());
    const checks = Array.from({ length: 12 }, (_, i) => http(`api-${i}`, { url: gone, retry }));
    const results = await run(checks, [at(control.port)]);
    expect(Object.values(results).map(({ outcome }) => outcome)).toEqual(checks.map(() => 'fail'));
    expect(control.accepted()).toBe(1);
  });

  test('a control that hangs is given up after three seconds', async () => {
    const hanging = await serveTcp((socket) => socket.resume());
    const began = performance.now();
    const { api } = await run([http('api', { url: at(await closedPort()), retry })], [at(hanging.port)]);
    expect(performance.now() - began).toBeLessThan(3_500);
    expect(api?.failure).toMatchObject({ kind: 'probe', actual: expect.stringContaining('timed out after 3000ms') });
    await expect.poll(() => hanging.open()).toBe(0);
  });

  test('a control that the region may not reach says nothing', async () => {
    const { api } = await run([http('api', { url: at(await closedPort()), retry })], ['http://10.0.0.1/']);
    expect(api).toMatchObject({ outcome: 'fail', failure: { kind: 'connect' } });
  });

  test('what the guard refused is no doubt of the region', async () => {
    const control = await serve(200);
    const { api } = await run([http('api', { url: 'http://10.0.0.1/', retry })], [at(control.port)]);
    expect(api?.failure?.kind).toBe('guard');
    expect(control.accepted()).toBe(0);
  });
});

test('when all is well, or must fail and does, no control is asked', async () => {
  const [control, well] = [await serve(200), await serve(200)];
  const checks = [
    http('well', { url: at(well.port) }),
    http('closed', { url: at(await closedPort()), mustFail: true }),
  ];
  const results = await run(checks, [at(control.port)]);
  expect(Object.values(results).map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
  expect(control.accepted()).toBe(0);
});

test('without controls a failure is a failure', async () => {
  expect(await run([http('api', { url: at(await closedPort()), retry })])).toMatchObject({ api: { outcome: 'fail' } });
});
