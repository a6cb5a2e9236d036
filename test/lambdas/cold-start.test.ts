import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundlingOf, handlerFile } from '../../lib/constructs/bundling.ts';

/** What takes longer to load than the rest of a Lambda: each only where a check needs it, and some of it never. */
const SLOW = ['ws', 'dns-packet', 'asn1js', 'tough-cookie', 'tldts', 'aws4fetch', '@peculiar', 'yaml'];
const NEVER = ['undici', 'zod', 'ajv/dist/compile', 'ajv/dist/core', 'aws-cdk-lib', 'commander'];

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let inside: readonly string[];
let evaluated: readonly string[];
let builtins: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killdeer-cold-'));
  const { minify, mainFields = [], esbuildArgs = {} } = bundlingOf(join(root, 'test/fixtures/lambdas/checks.ts'));
  const isAlias = ([name]: readonly [string, unknown]) => name.startsWith('--alias:');
  const alias = Object.entries(esbuildArgs).filter(isAlias);
  const { metafile } = await build({
    entryPoints: [handlerFile('probe')],
    outfile: join(folder, 'probe.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: [...mainFields],
    ...(minify !== undefined && { minify }),
    alias: Object.fromEntries(alias.map(([name, path]) => [name.slice('--alias:'.length), String(path)])),
    conditions: ['killdeer-source'],
    metafile: true,
    logLevel: 'error',
    plugins: [{ name: 'tell', setup: (hooks) => hooks.onLoad({ filter: /\.([cm]?js|ts)$/ }, tellWhenEvaluated) }],
  });
  inside = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  const script = `require(process.argv[1]);
    console.log(JSON.stringify({ evaluated: globalThis.evaluated, builtins: process.moduleLoadList }));`;
  const args = ['-e', script, join(folder, 'probe.cjs')];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH } });
  ({ evaluated, builtins } = JSON.parse(said));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function tellWhenEvaluated({ path }: { readonly path: string }) {
  const text = await readFile(path, 'utf8');
  const told = `(globalThis.evaluated ??= []).push(${JSON.stringify(path)});`;
  return { contents: `${told}\n${text}`, loader: path.endsWith('.ts') ? ('ts' as const) : ('js' as const) };
}

const isOf = (name: string) => (path: string) => path.includes(`node_modules/${name}${name.includes('.') ? '' : '/'}`);

test.each(NEVER)('the bundle of the probe does not hold %s', (name) => {
  expect(inside.length).toBeGreaterThan(100);
  expect(inside.filter(isOf(name))).toEqual([]);
});

test.each(SLOW)('the probe does not run %s until a check needs it', (name) => {
  expect(evaluated.length).toBeGreaterThan(100);
  expect(evaluated.filter(isOf(name))).toEqual([]);
});

test('no kind of check is loaded before the first check of its kind', () => {
  const kinds = evaluated.filter((path) => /lib\/adapters\/(?!probe\/)[^/]+\/probe-[^/]+\.ts$/.test(path));
  expect(kinds).toEqual([]);
  expect(inside.filter((path) => path.endsWith('lib/adapters/http/probe-http.ts'))).toHaveLength(1);
});

test('loading the probe does not load the undici that is in Node: a look at `fetch` or `Headers` would', () => {
  expect(builtins.length).toBeGreaterThan(50);
  expect(builtins.filter((name) => name.includes('undici'))).toEqual([]);
});
