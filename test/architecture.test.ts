import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { findCycle, LAYERS, PURE_LIBRARIES, refuse } from './architecture/rules.ts';
import { edgeOf, lineCount, ROOT, readSources, type Source, trackedSources } from './architecture/sources.ts';
import { tokenize } from './architecture/tokens.ts';

/** Lines that a file may have: half of the files, 19 of 20, every one, every handler. */
const BUDGET = { median: 80, most: 250, all: 350, handler: 40 };

/** What no Lambda may carry: it costs load time, or has no business there. */
const NOT_IN_A_BUNDLE =
  /^(node_modules\/(aws-cdk-lib|constructs|commander|zod|yaml|dynalite|fauxqs|esbuild|ajv)|lib\/(constructs|local|adapters\/contracts)|bin)\//;

const sources = readSources();
const edges = sources.flatMap((source) => source.edges);
const budgeted = sources.filter(({ path }) => !path.startsWith('bench/'));

test('every source file that git has was examined', () => {
  const seen = new Set(sources.map(({ path }) => path));
  const tracked = trackedSources();
  expect(tracked.length).toBeGreaterThan(50);
  expect(tracked.filter((path) => !seen.has(path))).toEqual([]);
  expect(edges.length).toBeGreaterThan(sources.length);
});

describe('who may import whom', () => {
  test('every import keeps to the table of layers', () => {
    expect(edges.map(refuse).filter((reason) => reason !== undefined)).toEqual([]);
  });

  test('every relative import names a source file', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const local = edges.filter((edge) => edge.local);
    expect(local.filter(({ to }) => !paths.has(to))).toEqual([]);
  });

  test('nothing imports in a circle, types included', () => {
    expect(findCycle(edges)).toBeUndefined();
  });

  test('every pure library that may be used is used, and says why', () => {
    for (const { name, why } of PURE_LIBRARIES) {
      expect(why).not.toBe('');
      expect(edges.some(({ to }) => to === name)).toBe(true);
    }
  });

  test('an edge that breaks the table is refused, so the table is not empty talk', () => {
    const planted: readonly (readonly [string, string])[] = [
      ['lib/core/judge.ts', '../app/ports.ts'],
      ['lib/core/judge.ts', 'node:fs'],
      ['lib/core/judge.ts', 'zod'],
      ['lib/app/respond.ts', '../adapters/memory/archive.ts'],
      ['lib/app/respond.ts', '@aws-sdk/client-ssm'],
      ['lib/adapters/sns/topics.ts', '../../app/respond.ts'],
      ['lib/adapters/sns/topics.ts', '../dynamodb/frames.ts'],
      ['lib/constructs/home.ts', '../app/ports.ts'],
      ['lib/local/proxy.ts', '../adapters/memory/archive.ts'],
      ['lib/reader/index.ts', '../core/judge.ts'],
      ['checks/index.ts', '../lib/core/judge.ts'],
      ['examples/shop/shop.ts', '../../lib/adapters/ssm/switchboards.ts'],
      ['lambdas/probe/handler.ts', '../../lib/local/proxy.ts'],
      ['lambdas/probe/handler.ts', 'aws-cdk-lib'],
      ['bin/cli.ts', '../lambdas/probe/handler.ts'],
      ['bench/loop.ts', '../test/builders.ts'],
    ];
    const passed = planted.filter(([from, specifier]) => refuse(edgeOf(from, specifier)) === undefined);
    expect(passed).toEqual([]);
    const circle = [
      edgeOf('lib/core/a.ts', './b.ts'),
      edgeOf('lib/core/b.ts', './c.ts'),
      edgeOf('lib/core/c.ts', './a.ts'),
    ];
    expect(findCycle(circle)).toEqual(['lib/core/a.ts', 'lib/core/b.ts', 'lib/core/c.ts', 'lib/core/a.ts']);
  });

  test('every layer has files', () => {
    const empty = LAYERS.filter(({ place }) => !sources.some(({ path }) => path.startsWith(place)));
    expect(empty.map(({ place }) => place).filter((place) => place !== 'bench/')).toEqual([]);
  });
});

describe('how long files are', () => {
  const lengths = budgeted
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .sort((a, b) => a.lines - b.lines);
  const share = (part: number): number => lengths[Math.ceil(lengths.length * part) - 1]?.lines ?? Number.NaN;

  test(`half of the files have at most ${BUDGET.median} lines, 19 of 20 at most ${BUDGET.most}`, () => {
    expect(share(0.5)).toBeLessThanOrEqual(BUDGET.median);
    expect(share(0.95)).toBeLessThanOrEqual(BUDGET.most);
  });

  test(`no file has more than ${BUDGET.all} lines, no handler more than ${BUDGET.handler}`, () => {
    const limit = (path: string): number => (path.endsWith('/handler.ts') ? BUDGET.handler : BUDGET.all);
    expect(lengths.filter(({ path, lines }) => lines > limit(path))).toEqual([]);
  });
});

describe('lib/core is pure', () => {
  const core = sources.filter(({ path }) => path.startsWith('lib/core/') || path === 'lib/index.ts');

  test('it reads no clock, draws no chance, logs nothing and promises nothing', () => {
    expect(core.length).toBeGreaterThan(30);
    expect(core.flatMap(impurities)).toEqual([]);
  });

  test.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const at = new Date;',
    'const dice = Math.random();',
    'console.log(1);',
    'async function later() {}',
    'const later = new Promise(() => {});',
    'const later = new Promise<void>(() => {});',
    'const later = Promise.resolve();',
    'setTimeout(() => 1, 2);',
    'const home = process.env.HOME;',
    ['const at = `$', '{performance.now()}`;'].join(''),
  ])('`%s` would be found', (text) => {
    expect(impurities({ path: 'lib/core/x.ts', text, edges: [] })).toHaveLength(1);
  });

  test('a type may say that somebody else promises', () => {
    expect(impurities({ path: 'lib/core/x.ts', text: 'type Run = () => Promise<void>;', edges: [] })).toEqual([]);
  });

  test('an instant that is given may be written as a date', () => {
    expect(
      impurities({ path: 'lib/core/x.ts', text: '/** Date.now() */ new Date(at).toISOString()', edges: [] }),
    ).toEqual([]);
  });
});

describe('what a Lambda carries', () => {
  const handlers = sources.map(({ path }) => path).filter((path) => /^lambdas\/[^/]+\/handler\.ts$/.test(path));
  const bundles = new Map<string, { readonly read: readonly string[]; readonly carried: readonly string[] }>();

  beforeAll(async () => {
    for (const path of handlers) bundles.set(path, await bundle(path));
  }, 60_000);

  test('there is a handler for each of probe, detect, respond and tick', () => {
    const nouns = handlers.map((path) => path.split('/')[1]);
    expect(nouns).toEqual(expect.arrayContaining(['probe', 'detect', 'respond', 'tick']));
  });

  test.each(handlers)('%s is bundled without the CDK, the command line, a schema compiler or an emulator', (path) => {
    const { read, carried } = bundles.get(path) ?? { read: [], carried: [] };
    expect(read).toContain('checks/index.ts');
    expect(carried).toContain(path);
    expect(carried.filter((file) => NOT_IN_A_BUNDLE.test(file))).toEqual([]);
  });
});

/** The files that a handler's bundle was made from, and those of them that are in it: tree shaking drops the others. */
async function bundle(handler: string): Promise<{ read: readonly string[]; carried: readonly string[] }> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [handler],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['killdeer-source'],
    alias: { '#checks': './checks/index.ts', '#contracts': './lambdas/no-contracts.ts' },
    logLevel: 'silent',
  });
  const outputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const carried = outputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return { read: Object.keys(metafile.inputs), carried };
}

const IMPURE = new Set([
  ...['console', 'Promise', 'async', 'await', 'process', 'performance', 'fetch', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
]);

/** Each place of a source that reads the clock, draws chance, logs, waits or looks at the machine. */
function impurities({ path, text }: Source): readonly string[] {
  const tokens = tokenize(text);
  return tokens.flatMap(({ kind, text: word }, i): string[] => {
    const [before, next, second] = [tokens[i - 1]?.text, tokens[i + 1]?.text, tokens[i + 2]?.text];
    if (kind !== 'word' || before === '.' || before === 'instanceof' || next === ':') return [];
    const made = before === 'new' ? next !== '(' || second === ')' : next === '(';
    const isClock = word === 'Date' && (made || (next === '.' && second === 'now'));
    const isChance = word === 'Math' && second === 'random';
    // A type: what a person's own code gives, which core only describes.
    const isType = word === 'Promise' && next === '<' && before !== 'new';
    return isClock || isChance || (IMPURE.has(word) && !isType) ? [`${path}: ${word}`] : [];
  });
}
