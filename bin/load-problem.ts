import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../lib/core/validation/problem.ts';
import { GuestError } from './import-guest.ts';

/** What kept the file from loading, with the place when the error tells it. */
export function loadProblem(file: string, error: unknown): Problem {
  const told = describe(error);
  const { name, message, stack } = told;
  const place = placeOf(file, stack) ?? (name === 'SyntaxError' ? syntaxPlace(file) : undefined);
  if (error instanceof GuestError) return { path: '', message, got: place ?? file, fix: error.fix };
  return { path: '', message: whatHappened(told), got: place ?? message, fix: fixOf(told) };
}

type Told = {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly stack: string;
  /** Of the module that is not there. */
  readonly url?: string;
};

const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'MODULE_NOT_FOUND']);
const NO_ATTRIBUTE = 'ERR_IMPORT_ATTRIBUTE_MISSING';
const NO_PLAIN_TYPES = 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';

function whatHappened({ name, message, code }: Told): string {
  if (NOT_FOUND.has(code)) return `an import does not resolve: ${message}`;
  if (isUnknownName(message)) return `an import does not exist: ${message}`;
  if (code === NO_ATTRIBUTE) return `an import does not say what it is: ${message}`;
  if (isSyntax(name, code)) return `the file does not parse: ${message}`;
  return `the file throws while it loads: ${name}: ${message}`;
}

function fixOf({ name, message, code, url }: Told): string {
  if (NOT_FOUND.has(code)) {
    const meant = url?.startsWith('file:') ? typescriptFor(fileURLToPath(url)) : undefined;
    if (meant !== undefined) return `name the file with its own ending: …/${basename(meant)}`;
    return 'correct the path, or install the package';
  }
  if (isUnknownName(message)) return 'import a name that the module exports; a type is imported by `import type`';
  if (code === NO_ATTRIBUTE) return "write import data from './data.json' with { type: 'json' }";
  if (code === NO_PLAIN_TYPES) return 'write it without what is more than a type, such as a union instead of an enum';
  if (message.includes('outside a module'))
    return 'name the file .mjs or .ts, or write "type": "module" in package.json';
  if (isSyntax(name, code)) return 'correct the syntax';
  return 'mend the code; an editor with types shows most of it';
}

function isUnknownName(message: string): boolean {
  return message.includes('does not provide an export named');
}

function isSyntax(name: string, code: string): boolean {
  return name === 'SyntaxError' || code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' || code === NO_PLAIN_TYPES;
}

/** The TypeScript file that an import without ending, or with the one of JavaScript, means. */
function typescriptFor(path: string): string | undefined {
  return [path.replace(/\.js$/, '.ts'), `${path}.ts`, `${path}/index.ts`].find(
    (one) => one !== path && existsSync(one),
  );
}

function describe(error: unknown): Told {
  if (!(error instanceof Error)) return { name: 'thrown', message: String(error), code: '', stack: '' };
  const { code = '', url } = error as NodeJS.ErrnoException & { readonly url?: string };
  const message = error.message.split('\n')[0] ?? '';
  return { name: error.name, message, code, stack: error.stack ?? '', ...(url === undefined ? {} : { url }) };
}

/** `file:line` of the definition itself, from the stack or from the head that Node puts before a syntax error. */
function placeOf(file: string, stack: string): string | undefined {
  const at = stack.split('\n').find((line) => line.includes(file) && /:\d+/.test(line));
  const place = at === undefined ? undefined : /:(\d+)(?::\d+)?\)?$/.exec(at.trim());
  return place === null || place === undefined ? undefined : `${file}:${place[1]}`;
}

/** Node tells the place of a syntax error in JavaScript on its own terminal only. */
function syntaxPlace(file: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  return placeOf(file, stderr.split('\n')[0] ?? '');
}
