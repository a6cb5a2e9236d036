import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileMonitor } from '../lib/core/compile.ts';
import type { Monitor, MonitorDefinition } from '../lib/core/monitor.ts';
import { formatProblems, type Problem } from '../lib/core/validation/problem.ts';
import { validateMonitor } from '../lib/core/validation/validate-monitor.ts';

/** Where a definition stands when nobody says, from the current folder. */
export const DEFAULT_CHECKS = './checks/index.ts';

export type LoadedDefinition = {
  readonly definition: MonitorDefinition;
  readonly monitor: Monitor;
  /** Absolute path. */
  readonly file: string;
};

/** The file is not a valid definition; `problems` are all of them. The command line prints them and ends with code 2. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[], cause?: unknown) {
    super(`${file} is not a valid definition: ${formatProblems(problems)}`, { cause });
    this.file = file;
    this.problems = problems;
  }
}

/**
 * Imports, validates and compiles a definition: a .ts, .mts, .js or .mjs file anywhere on disk. Its imports of `killdeer`
 * are this copy's. Throws a DefinitionError when the file is missing, does not load, or is not valid.
 */
export async function loadDefinition(given: string = DEFAULT_CHECKS): Promise<LoadedDefinition> {
  const file = resolve(given);
  const definition = await importDefault(file);
  const problems = validateMonitor(definition);
  if (problems.length > 0) throw new DefinitionError(file, problems);
  const valid = definition as MonitorDefinition;
  return { definition: valid, monitor: compileMonitor(valid), file };
}

async function importDefault(file: string): Promise<unknown> {
  if (!existsSync(file) || !statSync(file).isFile()) {
    const fix = `name the file with --checks FILE; without it, ${DEFAULT_CHECKS} is read`;
    throw new DefinitionError(file, [{ path: '', message: 'there is no such file', got: file, fix }]);
  }
  resolveKilldeerHere();
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new DefinitionError(file, [loadProblem(file, error)], error);
  }
  return module.default;
}

let hooked = false;

/** Makes `killdeer` and `killdeer/…` this copy for every module that is loaded from now on, and `.ts` a module everywhere. */
function resolveKilldeerHere(): void {
  if (hooked) return;
  hooked = true;
  const fromSource = import.meta.url.endsWith('.ts') ? ['killdeer-source'] : [];
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === 'killdeer' || specifier.startsWith('killdeer/')) {
        const conditions = [...context.conditions, ...fromSource];
        return nextResolve(specifier, { ...context, conditions, parentURL: import.meta.url });
      }
      const found = nextResolve(specifier, context);
      // Without a package.json near it Node would guess, and warn that it did.
      const guessed = found.format === undefined || found.format === null;
      return guessed && found.url.endsWith('.ts') ? { ...found, format: 'module-typescript' } : found;
    },
  });
}

/** What kept the file from loading, with the place when the error tells it. */
function loadProblem(file: string, error: unknown): Problem {
  const { name, message, code, stack } = describe(error);
  const got = placeOf(file, stack) ?? (name === 'SyntaxError' ? syntaxPlace(file) : undefined) ?? message;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    return {
      path: '',
      message: `an import does not resolve: ${message}`,
      got,
      fix: 'correct the path, or install the package',
    };
  }
  if (message.includes('does not provide an export named')) {
    return {
      path: '',
      message: `an import does not exist: ${message}`,
      got,
      fix: 'import a name that the module exports',
    };
  }
  if (
    name === 'SyntaxError' ||
    code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' ||
    code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
  ) {
    return { path: '', message: `the file does not parse: ${message}`, got, fix: 'correct the syntax' };
  }
  return {
    path: '',
    message: `the file throws while it loads: ${name}: ${message}`,
    got,
    fix: 'mend the code; an editor with types shows most of it',
  };
}

function describe(error: unknown): { name: string; message: string; code: string; stack: string } {
  if (!(error instanceof Error)) return { name: 'thrown', message: String(error), code: '', stack: '' };
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  return { name: error.name, message: error.message.split('\n')[0] ?? '', code, stack: error.stack ?? '' };
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
