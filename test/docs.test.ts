import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandsOf, type Document, fencesOf, pathsOf } from './docs/markdown.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Inside of the repository, so that `killdeer` and its libraries resolve as they do for a reader of the page. */
const SNIPPETS = join(ROOT, '.killdeer', 'docs-snippets');

/** Made by a command that the page names, so not in a fresh clone. */
const MADE = /^(demo|dist|cdk\.out|\.killdeer|node_modules)(\/|$)/;

const documents: readonly Document[] = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })].map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}));

test('the pages that a reader is sent to are there', () => {
  const paths = documents.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md', 'docs/runbook.md']));
  expect(paths.filter((path) => path.startsWith('docs/adr/')).length).toBeGreaterThanOrEqual(3);
});

test('every ts snippet type-checks', async () => {
  const snippets = documents.flatMap(({ path, text }) =>
    fencesOf(text, 'ts').map((code, i) => ({ file: `${path.replaceAll(/[/.]/g, '-')}-${i}.ts`, code })),
  );
  expect(snippets.length).toBeGreaterThan(0);
  rmSync(SNIPPETS, { recursive: true, force: true });
  mkdirSync(SNIPPETS, { recursive: true });
  for (const { file, code } of snippets) writeFileSync(join(SNIPPETS, file), `${code}\nexport {};\n`);
  // A snippet ends where its reader goes on, so what it declares need not be used in it; CDK's own types need the second flag.
  const compilerOptions = { noUnusedLocals: false, exactOptionalPropertyTypes: false, rootDir: ROOT };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['./*.ts'], exclude: [] };
  writeFileSync(join(SNIPPETS, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', SNIPPETS]).catch((error) => error);
  expect(stdout).toBe('');
});

describe('every shell command that a page names exists', () => {
  const commands = documents.flatMap((document) => commandsOf(document));
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  let verbs: ReadonlySet<string>;

  beforeAll(async () => {
    const help = await promisify(execFile)(process.execPath, [join(ROOT, 'bin/killdeer.mjs'), 'help']);
    const listed = help.stdout.split(/^Commands:$/m)[1] ?? '';
    verbs = new Set([...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, verb]) => verb ?? ''));
  });

  test('as a script of package.json', () => {
    const named = commands.filter(({ program }) => program === 'npm');
    expect(named.length).toBeGreaterThanOrEqual(3);
    const known = new Set([...Object.keys(scripts), 'ci', 'pack', 'install']);
    expect(named.filter(({ verb }) => !known.has(verb))).toEqual([]);
  });

  test('as a command of killdeer', () => {
    const named = commands.filter(({ program }) => program === 'killdeer');
    expect(named.length).toBeGreaterThanOrEqual(3);
    expect(named.filter(({ verb }) => !verbs.has(verb))).toEqual([]);
  });
});

test('every path of the repository that a page names is there', () => {
  const named = documents.flatMap((document) => pathsOf(document).map((path) => ({ page: document.path, path })));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ path }) => !MADE.test(path) && !existsSync(join(ROOT, path)))).toEqual([]);
});
