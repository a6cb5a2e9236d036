import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadDefinition } from '../../../bin/load-definition.ts';
import { dynamoArchive } from '../../../lib/adapters/dynamodb/archive.ts';
import { dynamoFrames } from '../../../lib/adapters/dynamodb/frames.ts';
import { parseLine } from '../../../lib/core/history/history-line.ts';
import { naming } from '../../../lib/core/naming.ts';
import { announce } from '../../../lib/local/announce.ts';
import { NOON } from '../../builders.ts';
import { credentials, type DynamoEmulator, startDynamo } from '../../contract/emulators.ts';
import { Simulation } from '../../simulation/simulation.ts';
import { aDefinition, startFolder } from '../killdeer.ts';

const { folder, written, killdeer } = startFolder();
const here = (name: string): string => join(folder, name);
const END = NOON + 500_000;

let dynamo: DynamoEmulator;
let id: string;

/** A local cloud in which a monitor ran for some minutes, with one outage that is over. */
beforeAll(async () => {
  const checks = written('checks.ts', aDefinition());
  const { monitor } = await loadDefinition(checks);
  const world = (_check: string, _region: string, second: number) => (second >= 60 && second < 150 ? 'fail' : 'pass');
  const simulation = await new Simulation({ monitor, world }).run(500);
  dynamo = await startDynamo([naming.resultsTable('shop'), naming.controlTable('shop')]);
  const frames = dynamoFrames(dynamo.client, naming.resultsTable('shop'));
  await Promise.all(simulation.frames.all().map((frame) => frames.put(frame)));
  const archive = dynamoArchive(dynamo.client, naming.controlTable('shop'));
  for (const summary of await simulation.archive.list(10)) {
    await archive.append(summary.id, (await simulation.archive.read(summary.id)).events, summary);
    id = summary.id;
  }
  announce(folder, {
    endpoint: dynamo.address,
    account: '0',
    ...credentials,
    regions: ['eu-west-1'],
    monitor: 'shop',
    home: 'eu-west-1',
    checks,
    clock: { speed: 1, virtualStart: END, realStart: Date.now() },
  });
});
afterAll(async () => await dynamo.close());

describe('killdeer export', () => {
  test('writes the history to standard output, line by line, and says what it was on stderr', async () => {
    const { code, stdout, stderr } = await killdeer('export', '--since', '1h');
    expect(code).toBe(0);
    const kinds = stdout
      .trimEnd()
      .split('\n')
      .map((line, i) => parseLine(line, i + 1).is);
    expect([kinds[0], kinds[1], kinds.at(-1)]).toEqual(['header', 'incident', 'frame']);
    const frames = kinds.filter((kind) => kind === 'frame').length;
    expect(frames).toBeGreaterThan(140);
    expect(stderr).toMatch(new RegExp(`^${frames} frames and 1 incidents of the local cloud at http://127`));
  });

  test('writes a packed file that backtest reads, agrees with, and counts', async () => {
    expect((await killdeer('export', '--out', here('history.ndjson.gz'))).code).toBe(0);
    expect(gunzipSync(readFileSync(here('history.ndjson.gz'))).toString()).toMatch(/^\{"killdeer":"history","v":1,/);
    const { code, stdout } = await killdeer(
      'backtest',
      '--checks',
      here('checks.ts'),
      '--history',
      here('history.ndjson.gz'),
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      history: here('history.ndjson.gz'),
      report: { pages: 1, trips: 1, ignored: 0 },
      agreement: { recorded: 1, same: 1, differences: [] },
    });
  });

  test('leaves an older file as it is when it fails, and nothing half-written beside it', async () => {
    const { code, stderr } = await killdeer('export', '--out', here('no/such/history.ndjson'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^killdeer: .*no\/such\/history\.ndjson cannot be written: ENOENT/);
    written('older.json', 'older');
    const none = await killdeer('export', '--incident', 'nobody', '--out', here('older.json'));
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no incident nobody; `killdeer incidents` lists'),
    });
    expect(readFileSync(here('older.json'), 'utf8')).toBe('older');
    expect(existsSync(here('older.json.part'))).toBe(false);
  });

  test('says in its help how far back it goes, as a person writes it', async () => {
    expect((await killdeer('export', '--help')).stdout).toMatch(/--since <duration> .*\(default:\s+24h\)/s);
  });

  test.each(['3d', '0s', '-1h', 'yesterday', '24'])('refuses to go back %s', async (since) => {
    const { code, stderr } = await killdeer('export', `--since=${since}`);
    expect(code).toBe(2);
    expect(stderr).toContain("a duration, such as '24h', of at most '2d': results are kept no longer");
  });
});

describe('killdeer replay', () => {
  beforeAll(async () => {
    expect(await killdeer('export', '--incident', id, '--out', here('cart.json'))).toMatchObject({
      code: 0,
      stdout: '',
    });
  });

  test('decides an exported incident as it was then: code 0', async () => {
    const { code, stdout } = await killdeer('replay', here('cart.json'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cart-\S+, \d+ frames\n\n/);
    expect(stdout).toMatch(/ {2}as then {2}opened +cart is down in/);
    expect(stdout).toMatch(/\ndecided as it was then\n$/);
  });

  test('reads what was exported packed', async () => {
    await killdeer('export', '--incident', id, '--out', here('cart.json.gz'));
    expect(readFileSync(here('cart.json.gz'))[0]).toBe(0x1f);
    expect((await killdeer('replay', here('cart.json.gz'))).code).toBe(0);
  });

  test('by a definition of now that decides otherwise says where: code 1', async () => {
    written('patient.ts', aDefinition('failWhen: consecutive(5),'));
    const { code, stdout } = await killdeer('replay', here('cart.json'), '--checks', here('patient.ts'));
    expect(code).toBe(1);
    expect(stdout).toContain('  now      opened');
    expect(stdout).toMatch(/\ncart-\S+: decided then, and not now|\ncart-\S+: opened \d+.*s apart/);
    const json = await killdeer('replay', here('cart.json'), '--checks', here('patient.ts'), '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      decisions: { runs: expect.any(Number), events: expect.any(Array), told: expect.any(Array) },
      agreement: { recorded: 1, same: 0, differences: expect.any(Array) },
    });
  });

  test('by a definition that has not the check, or not its regions, cannot judge: code 2', async () => {
    written('basket.ts', aDefinition('', 'basket'));
    expect(await killdeer('replay', here('cart.json'), '--checks', here('basket.ts'))).toEqual({
      code: 2,
      stdout: '',
      stderr: `killdeer: ${here('basket.ts')} has no check cart, which the incident is about; it has basket\n`,
    });
    const elsewhere = aDefinition().replace(
      "['eu-west-1', 'us-east-1', 'ap-southeast-2']",
      "['sa-east-1', 'eu-north-1']",
    );
    written('elsewhere.ts', elsewhere);
    const { code, stderr } = await killdeer('replay', here('cart.json'), '--checks', here('elsewhere.ts'));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /no run of cart to decide: recorded are the regions .*eu-west-1.*; .*elsewhere\.ts runs it in sa-east-1, eu-north-1/,
    );
  });

  test('of a file without its frames, or without its check, does not say that all is as then', async () => {
    const value = JSON.parse(readFileSync(here('cart.json'), 'utf8'));
    writeFileSync(here('empty.json'), JSON.stringify({ ...value, frames: [] }));
    expect(await killdeer('replay', here('empty.json'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no run of cart to decide: recorded are the regions (none)'),
    });
    writeFileSync(here('bare.json'), JSON.stringify({ ...value, monitor: { ...value.monitor, checks: [] } }));
    expect((await killdeer('replay', here('bare.json'))).stderr).toContain('bare.json has no check cart');
  });

  test.each<[string, string | undefined, RegExp]>([
    ['missing.json', undefined, /^killdeer: there is no file .*missing\.json\n$/],
    ['.', undefined, /^killdeer: .* is a folder\n$/],
    [
      'history.csv',
      'at,check,region\n',
      /^killdeer: .*history\.csv, line 1: not JSON .*make one with `killdeer export --incident ID --out FILE`\n$/s,
    ],
    [
      'history.ndjson',
      '{"killdeer":"history","v":1}\n{}\n',
      /^killdeer: .*history\.ndjson, line 1: this is a history.*`killdeer backtest --history FILE`\n$/,
    ],
    [
      'later.json',
      '{"killdeer":"incident","v":2}',
      /^killdeer: .*later\.json, line 1: version 2; this release reads version 1/,
    ],
  ])('of %s says in one line what is wrong with it: code 2', async (name, content, message) => {
    if (content !== undefined) written(name, content);
    const { code, stdout, stderr } = await killdeer('replay', here(name));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
