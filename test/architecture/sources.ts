import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf } from './tokens.ts';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Folders that hold source. */
export const FOLDERS = ['bin', 'lib', 'lambdas', 'checks', 'examples', 'bench'];

const SOURCE = /\.(ts|mts|mjs|js)$/;
const NOT_SOURCE = new Set(['node_modules', 'cdk.out', 'dist', '.killdeer']);

/** The names by which the repository imports itself, and what they stand for. */
const ALIASES: Readonly<Record<string, string>> = {
  killdeer: 'lib/index.ts',
  'killdeer/constructs': 'lib/constructs/index.ts',
  'killdeer/reader': 'lib/reader/index.ts',
  '#checks': 'checks/index.ts',
  '#contracts': 'lambdas/no-contracts.ts',
};

/** One import. `to` is a path in the repository, or the name of a package. */
export type Edge = { readonly from: string; readonly to: string; readonly local: boolean };

/** A source file with its path from the root. */
export type Source = { readonly path: string; readonly text: string; readonly edges: readonly Edge[] };

/** Every source file of the folders, whether git knows it or not. */
export function readSources(): readonly Source[] {
  return FOLDERS.flatMap((folder) => walk(folder)).map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, edges: importsOf(text).map((specifier) => edgeOf(path, specifier)) };
  });
}

/** The source files of the folders that git has and that are still there. */
export function trackedSources(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--', ...FOLDERS], { cwd: ROOT, encoding: 'utf8' });
  return list.split('\0').filter((path) => SOURCE.test(path) && existsSync(join(ROOT, path)));
}

/** What a specifier in a file stands for. Throws when a relative one names no file. */
export function edgeOf(from: string, specifier: string): Edge {
  const alias = ALIASES[specifier];
  if (alias !== undefined) return { from, to: alias, local: true };
  if (!specifier.startsWith('.')) {
    const [scope, name] = specifier.split('/');
    const scoped = specifier.startsWith('@') && name !== undefined;
    return { from, to: scoped ? `${scope}/${name}` : (scope ?? specifier), local: false };
  }
  return { from, to: relative(ROOT, join(ROOT, dirname(from), specifier)), local: true };
}

/** Lines of a text; the line break at its end begins none. */
export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

function walk(folder: string): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCE.has(name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return walk(path);
      return SOURCE.test(entry.name) ? [path] : [];
    })
    .sort();
}
