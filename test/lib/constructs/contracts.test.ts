import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Monitor } from 'killdeer/constructs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { contractsFile } from '../../../lib/constructs/contracts-file.ts';
import definition from '../../fixtures/contracts/checks.ts';

const ENTRY = './test/fixtures/contracts/checks.ts';

const ITEM = { id: 1, name: 'a.example', tags: ['a', 'b'] };
const OTHER = { id: 1, name: 'not a host', tags: ['a', 'a'] };
const BODIES: Readonly<Record<string, unknown>> = {
  '/item': ITEM,
  '/other': OTHER,
  '/items': [{ id: 1, price: 2, note: null }],
  '/other-items': [{ id: 1, price: 0 }],
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Synthesises and bundles the probe alone, as the CDK command does. */
function synthesise(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'killdeer-contracts-'));
  folders.push(outdir);
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': ['Monitor/Probe-*'] } });
  new Monitor(app, 'Monitor', { definition, entry: ENTRY });
  app.synth();
  return outdir;
}

const bundlesIn = (outdir: string) =>
  readdirSync(outdir).filter(
    (name) => name.startsWith('asset.') && readdirSync(join(outdir, name)).includes('index.js'),
  );

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the schemas of a definition, bundled', () => {
  let outdir: string;
  let bundle: string;

  beforeAll(() => {
    outdir = synthesise();
    const [asset] = bundlesIn(outdir);
    bundle = join(outdir, asset ?? '', 'index.js');
  }, 60_000);

  test('are compiled: the bundle has neither what compiles nor what reads them', () => {
    expect(bundlesIn(outdir)).toHaveLength(1);
    const text = readFileSync(bundle, 'utf8');
    expect(text).toContain('getItems');
    // A word of ajv's compiler, of zod and of yaml each.
    for (const word of ['strictSchema', 'ZodError', 'YAMLParseError', 'components/schemas']) {
      expect(text.includes(word), word).toBe(false);
    }
  });

  test('hold answers in the probe as they do on the command line', async () => {
    const target = await serve(({ url = '' }, response) => {
      const headers = { 'content-type': 'application/json', 'x-total': '1', etag: '"x"' };
      response.writeHead(200, headers).end(JSON.stringify(BODIES[url]));
    });
    const aws = await serve((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    const variables = {
      KILLDEER_MONITOR: 'contracts',
      KILLDEER_HOME: 'eu-west-1',
      KILLDEER_ACCOUNT: '000000000000',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: aws,
      FIXTURE_TARGET: target,
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const lines: Record<string, unknown>[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const { handler } = createRequire(import.meta.url)(bundle) as {
      handler: (event: unknown, context: unknown) => Promise<unknown>;
    };
    const slot = Math.floor(Date.now() / 60_000) * 60_000;
    const checks = definition.checks.map(({ id }) => id);
    const message = { type: 'run', run: 'watch', checks, slot, n: 0, by: 'eu-west-1', expires: slot + 3_600_000 };
    await handler({ Records: [{ messageId: 'm', body: JSON.stringify(message) }] }, { awsRequestId: 'r' });
    const results = lines.filter(({ event, outcome }) => event === 'result' && outcome !== 'pass');
    const said = results.map(({ check, failure }) => [check, (failure as { message: string }).message] as const);
    expect(lines.find(({ event }) => event === 'probed')).toMatchObject({ results: 5 });
    expect(Object.fromEntries(said)).toEqual({
      'schema-missed': '$.name is "not a host", expected a text of format hostname (schema, and 1 more miss)',
      'schema-old': expect.stringMatching(/^\$ is \{.*expected array \(schema\)$/),
      'openapi-missed': 'none of 2 holds: status 200, expected 404; $[0].price is 0, expected > 0',
    });
  });

  test('change the bundle only when they change', () => {
    expect(bundlesIn(synthesise())).toEqual(bundlesIn(outdir));
    const folder = mkdtempSync(join(tmpdir(), 'killdeer-contracts-'));
    folders.push(folder);
    const first = contractsFile([{ name: 'a.mjs', text: '1' }], folder);
    expect(contractsFile([{ name: 'a.mjs', text: '1' }], folder)).toBe(first);
    expect(contractsFile([{ name: 'a.mjs', text: '2' }], folder)).not.toBe(first);
  });
});
