import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { closedPort, serveBytes, serveHttp, serveHttps, serveTcp } from '../lib/adapters/servers.ts';

const launcher = fileURLToPath(new URL('../../bin/killdeer.mjs', import.meta.url));
const authority = fileURLToPath(new URL('../fixtures/tls/ca.pem', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'killdeer-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Printed = {
  readonly id: string;
  readonly region: string;
  readonly outcome: string;
  readonly failure: { readonly kind: string; readonly message: string } | null;
  readonly phases: Record<string, number | null>;
  readonly total: number;
  readonly status: number | null;
  readonly attempts: number;
  readonly first: unknown;
};

function killdeer(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done, fail) => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority, NO_COLOR: '1' };
    const child = spawn(process.execPath, [launcher, 'run', ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** A definition file with these checks; the first region may see loopback, the second may not. */
function definition(name: string, checks: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `import { bodyText, check, defineMonitor, flow, header, http, jsonPath, latency, status } from 'killdeer';
export default defineMonitor({
  name: 'shop', home: 'eu-west-1', services: [], notify: [],
  regions: [{ region: 'eu-west-1', allow: ['127.0.0.0/8'] }, 'us-east-1'],
  checks: [${checks.join(',\n')}],
});
`,
  );
  return file;
}

const check = (id: string, port: number | string, more = '') =>
  `http('${id}', { url: '${typeof port === 'number' ? `http://localhost:${port}/` : port}', timeout: '1500ms', retry: false, ${more} })`;

function parsed(stdout: string): Map<string, Printed> {
  const { results } = JSON.parse(stdout) as { results: readonly Printed[] };
  return new Map(results.map((result) => [result.id, result]));
}

describe('killdeer run', () => {
  test('gives each kind of failure its name, every field present, and ends with 1', async () => {
    const fine = await serveHttp((_, response) => response.end('{"ok":true}'));
    const broken = await serveHttp((_, response) => response.writeHead(500).end('{"ok":false}'));
    const slow = await serveHttp((_, response) => setTimeout(() => response.end(), 600));
    const loop = await serveHttp((_, response) => response.writeHead(302, { location: '/' }).end());
    const meta = await serveHttp((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    const endless = await serveHttp((_, response) => {
      const more = () => response.destroyed || response.write('x'.repeat(9_999), more);
      more();
    });
    const secure = await serveHttps((_, response) => response.end());
    const expired = await serveHttps((_, response) => response.end(), 'expired');
    const resetsAtOnce = await serveTcp((socket) => socket.resetAndDestroy());
    const resetsLater = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const silent = await serveTcp(() => {});
    const malformed = await serveBytes('HTTP/1.1 banana\r\n\r\n');
    const file = definition('all.ts', [
      check('pass', fine.port, "expect: [status(200), jsonPath('$.ok').equals(true)]"),
      check('https', `https://localhost:${secure.port}/`),
      check('status', broken.port),
      check('body', fine.port, "expect: [jsonPath('$.ok').equals(false)]"),
      check('slow', slow.port, "expect: [latency('total').below('100ms')]"),
      check('slow-warn', slow.port, "expect: [latency('total').below('1400ms', { warn: '100ms' })]"),
      check('expired', `https://localhost:${expired.port}/`),
      check('silent', silent.port),
      check('resets-at-once', resetsAtOnce.port),
      check('resets-later', resetsLater.port),
      check('loop', loop.port),
      check('meta', meta.port),
      check('endless', endless.port),
      check('malformed', malformed.port),
      check('refused', await closedPort()),
      check('nowhere', 'http://nope.invalid/'),
      `http('retried', { url: 'http://localhost:${broken.port}/' })`,
    ]);
    const { code, stdout, stderr } = await killdeer('--checks', file, '--json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const results = parsed(stdout);
    const kinds = Object.fromEntries([...results].map(([id, { outcome, failure }]) => [id, failure?.kind ?? outcome]));
    expect(kinds).toEqual({
      pass: 'pass',
      https: 'pass',
      status: 'status',
      body: 'assertion',
      slow: 'assertion',
      'slow-warn': 'assertion',
      expired: 'tls',
      silent: 'timeout',
      'resets-at-once': 'connect',
      'resets-later': 'protocol',
      loop: 'protocol',
      meta: 'guard',
      endless: 'protocol',
      malformed: 'protocol',
      refused: 'connect',
      nowhere: 'dns',
      retried: 'status',
    });
    expect(results.get('slow-warn')?.outcome).toBe('warn');
    expect(results.get('retried')).toMatchObject({ attempts: 2, first: { kind: 'status', actual: '500' } });
    expect(results.get('pass')).toMatchObject({ region: 'eu-west-1', failure: null, status: 200, attempts: 1 });
    expect(results.get('https')?.phases.tls).toBeGreaterThan(0);
    for (const result of results.values()) {
      expect(Object.keys(result)).toEqual([
        'id',
        'region',
        'outcome',
        'failure',
        'phases',
        'total',
        'lag',
        'status',
        'attempts',
        'first',
        'steps',
      ]);
      expect(Object.keys(result.phases)).toEqual(['dns', 'tcp', 'tls', 'firstByte', 'transfer']);
      if (result.failure !== null) {
        expect(Object.keys(result.failure)).toEqual(['kind', 'message', 'expected', 'actual']);
        for (const text of Object.values(result.failure)) expect(text).toMatch(/./);
      }
    }
    expect(results.get('refused')).toMatchObject({ status: null, phases: { tcp: null, transfer: null } });
  });

  test('prints a table with reasons for people, and ends with 0 where nothing failed', async () => {
    const { port } = await serveHttp((_, response) => setTimeout(() => response.end(), 20));
    const file = definition('fine.mjs', [
      check('a', port),
      check('b', port, "expect: [latency('total').below('1400ms', { warn: '10ms' })]"),
    ]);
    const { code, stdout } = await killdeer('--checks', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /check +region +outcome +status +dns +tcp +tls +first byte +transfer +total +attempts +reason/,
    );
    expect(stdout).toMatch(/a +eu-west-1 +pass +200 +[\d.]+ +[\d.]+ +– +[\d.]+ +[\d.]+ +[\d.]+ +1/);
    expect(stdout).toMatch(/b +eu-west-1 +warn .*assertion: latency total is .*below 10ms/);
    expect(stdout).toContain('1 pass, 1 warn');
  });

  test('is not ended, and its output not mixed, by what flows and functions of `check` do', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    const file = definition('guests.mjs', [
      `flow('exits', async ({ http }) => { await http.get('http://localhost:${port}/'); process.exit(0); })`,
      `flow('prints', async ({ http }) => { console.log('from the flow'); await http.get('http://localhost:${port}/'); })`,
      check('asks', port, "expect: [check('no exit', () => process.exit(0))]"),
      check('tells', port, "expect: [check('a print', () => { console.log('from the check'); return true; })]"),
    ]);
    const { code, stdout, stderr } = await killdeer('--checks', file, '--json');
    const results = parsed(stdout);
    expect(code).toBe(1);
    expect(results.get('exits')).toMatchObject({
      outcome: 'fail',
      failure: { message: expect.stringContaining('calls process.exit, which would end all other checks with it') },
    });
    expect(results.get('asks')).toMatchObject({ failure: { message: expect.stringContaining('calls process.exit') } });
    expect([results.get('prints')?.outcome, results.get('tells')?.outcome]).toEqual(['pass', 'pass']);
    expect(stderr).toContain('from the flow');
    expect(stderr).toContain('from the check');
  });

  test('runs only what it is told, as the region that it is told', async () => {
    const { port, accepted } = await serveHttp((_, response) => response.end());
    const file = definition(
      'some.mjs',
      ['a', 'b', 'c'].map((id) => check(id, port)),
    );
    const some = await killdeer('--checks', file, '--json', '--only', 'c', '--only', 'a');
    expect([...parsed(some.stdout).keys()]).toEqual(['a', 'c']);
    expect(accepted()).toBe(2);
    const guarded = await killdeer('--checks', file, '--json', '--only', 'a', '--region', 'us-east-1');
    expect(parsed(guarded.stdout).get('a')).toMatchObject({ region: 'us-east-1', failure: { kind: 'guard' } });
    expect(guarded.code).toBe(1);
  });

  test('ends with 2 for an unknown id, an unknown region, and a definition that is not valid', async () => {
    const file = definition('names.mjs', [check('a', 1)]);
    const unknown = await killdeer('--checks', file, '--only', 'b');
    expect(unknown).toEqual({ code: 2, stdout: '', stderr: 'killdeer: no check "b" in this monitor; it has a\n' });
    expect((await killdeer('--checks', file, '--region', 'mars')).code).toBe(2);
    const invalid = await killdeer(
      '--json',
      '--checks',
      definition('bad.mjs', [check('a', 1), check('a', 'nothing', 'evry: 1')]),
    );
    expect(invalid.code).toBe(2);
    expect(JSON.parse(invalid.stdout).problems.length).toBeGreaterThan(1);
  });
});
