import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownPackage } from '../../bin/init/own-package.ts';
import { renderSwitchboard } from '../../lib/core/switchboard.ts';
import { aCheck, aMonitor, aTrip } from '../builders.ts';
import { recordIncident } from '../recorded-incident.ts';
import { npmInstall, ROOT, run, stackNames } from './shell.ts';

const { pin, version } = ownPackage();

let folder: string;
let packed: readonly string[];
let path: { readonly PATH: string };

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'killdeer-package-')));
  const report = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT });
  // Scripts print before it: the report is the last JSON array.
  const [pack] = JSON.parse(report.slice(report.lastIndexOf('\n[\n') + 1));
  packed = pack.files.map((file: { readonly path: string }) => file.path);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const tools = ['node', 'typescript', '@types/node', 'aws-cdk'].map((name) => `${name}@${pin(name)}`);
  await npmInstall(folder, `./killdeer-${version}.tgz`, ...tools);
  path = { PATH: [join(folder, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the tarball holds JavaScript, declarations and the launcher, and no sources', () => {
  const entries = ['lib/index', 'lib/constructs/index', 'lib/reader/index', 'lib/testing/index', 'bin/cli'];
  const handlers = ['probe', 'detect', 'respond', 'tick'].map((noun) => `lambdas/${noun}/handler`);
  expect(packed).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'bin/killdeer.mjs']));
  for (const entry of [...entries, ...handlers]) {
    expect(packed).toEqual(expect.arrayContaining([`dist/${entry}.js`, `dist/${entry}.d.ts`]));
  }
  expect(packed.filter((file) => /(?<!\.d)\.ts$|^(test|bench|docs|dist\/test)\//.test(file))).toEqual([]);
});

test('aws-cdk-lib and constructs are there once, for the app and for killdeer', () => {
  const nested = join(folder, 'node_modules', 'killdeer', 'node_modules');
  expect(readdirSync(join(folder, 'node_modules'))).toEqual(expect.arrayContaining(['aws-cdk-lib', 'constructs']));
  expect(safeList(nested).filter((name) => /^(aws-cdk-lib|constructs)$/.test(name))).toEqual([]);
});

test('a definition is validated, and an app made by init is synthesised', async () => {
  await run('npx', ['killdeer', 'init', 'app'], { cwd: folder, env: path });
  const app = join(folder, 'app');
  expect(await run('npx', ['killdeer', 'validate'], { cwd: app, env: path })).toContain(
    'is valid: monitor app, 1 check',
  );
  await run('tsc', [], { cwd: app, env: path });
  await run('cdk', ['synth', '--quiet'], { cwd: app, env: path });
  expect(stackNames(app)).toEqual([
    'killdeer-app-home',
    'killdeer-app-probe-ap-southeast-2',
    'killdeer-app-probe-eu-west-1',
    'killdeer-app-probe-us-east-1',
  ]);
});

describe('a service that reads a switch', () => {
  const source = `
import { service } from 'killdeer';
import { openSwitchboard } from 'killdeer/reader';

const shop = service('shop', { switches: { recommendations: { failDefault: 'on' } } });
const board = openSwitchboard({ monitor: 'shop-monitor', service: shop, refresh: '1s' });
await board.ready;
console.log(JSON.stringify({ allows: board.allows('recommendations'), epoch: board.epoch }));
// @ts-expect-error: no such switch
export const wrong = (): boolean => board.allows('recommendation');
`;

  test('reads it from Parameter Store, and the reader does not keep the process alive', async () => {
    const asked: unknown[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      asked.push([request.headers['x-amz-target'], JSON.parse(body)]);
      const switches = { recommendations: { allow: 0, reason: 'down' as const } };
      const value = renderSwitchboard({ epoch: 1_790_000_017, at: '2026-11-22T12:00:00.000Z', switches });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ Parameter: { Value: value } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const cwd = join(folder, 'service');
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'read.ts'), source);
      const env = {
        ...path,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
      };
      const output = await run('node', ['read.ts'], { cwd, env });
      expect(JSON.parse(output)).toEqual({ allows: false, epoch: 1_790_000_017 });
      expect(asked).toEqual([['AmazonSSM.GetParameter', { Name: '/killdeer/shop-monitor/switchboard/shop' }]]);
    } finally {
      server.close();
    }
  });

  test('gets the switch names as types', async () => {
    const cwd = join(folder, 'typed');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'read.ts'), source);
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: ['node'] };
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true } }));
    await run('tsc', ['-p', '.'], { cwd, env: path });
  });
});

describe('a recorded incident in somebody’s repository', () => {
  const source = `
import { test } from 'node:test';
import { expectIncident } from 'killdeer/testing';

test('holds', () => {
  const incident = expectIncident(new URL('./cart.json', import.meta.url));
  incident.toOpenWithin('5s');
  incident.toPage(1);
});
test('fails', () => expectIncident('cart.json').toPage(2));
// @ts-expect-error: no duration
export const wrong = (): void => expectIncident('cart.json').toOpenWithin('soon');
`;

  test('stands as a test under any runner, with its types, and is decided again by the command', async () => {
    const cwd = join(folder, 'incident');
    mkdirSync(cwd);
    const monitor = aMonitor([aCheck({ id: 'cart', contain: aTrip() })]);
    const world = (_check: string, _region: string, second: number) => (second >= 60 && second < 120 ? 'fail' : 'pass');
    writeFileSync(join(cwd, 'cart.json'), await recordIncident(monitor, 'cart', world, 400));
    writeFileSync(join(cwd, 'cart.test.ts'), source);
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: ['node'] };
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true } }));
    await run('tsc', ['-p', '.'], { cwd, env: path });
    const failed = await run('node', ['--test', 'cart.test.ts'], { cwd, env: path }).catch(
      (error: Error) => error.message,
    );
    expect(failed).toMatch(/pass 1\b/);
    expect(failed).toMatch(/was to page 2 times, and paged 1: cart is down in /);
    expect(await run('npx', ['killdeer', 'replay', 'cart.json'], { cwd, env: path })).toContain(
      'decided as it was then',
    );
  });

  test('a history of another system is back-tested', async () => {
    const cwd = join(folder, 'app');
    writeFileSync(
      join(cwd, 'history.csv'),
      'at,check,region,outcome,latency\n2026-11-22T12:00:00Z,nobody,eu-west-1,pass,1\n',
    );
    const refused = run('npx', ['killdeer', 'backtest', '--history', 'history.csv'], { cwd, env: path });
    await expect(refused).rejects.toThrow(/exit code 2.*history\.csv has no run of a defined check and region in 1/s);
    expect(await run('npx', ['killdeer', 'backtest'], { cwd, env: path })).toContain('labelled faults found');
  });
});

function safeList(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
