import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileMonitor } from '../lib/core/compile.ts';
import type { Contracts } from '../lib/core/contract.ts';
import type { Monitor, MonitorDefinition } from '../lib/core/monitor.ts';
import { assertionsIn } from '../lib/core/validation/assertions-in.ts';
import { draftOf } from '../lib/core/validation/draft.ts';
import { formatProblems, type Problem } from '../lib/core/validation/problem.ts';
import { validateMonitor } from '../lib/core/validation/validate-monitor.ts';
import { importGuest } from './import-guest.ts';
import { loadProblem } from './load-problem.ts';
import { resolveKilldeerHere } from './resolve-killdeer.ts';

/** Where a definition stands when nobody says, from the current folder. */
export const DEFAULT_CHECKS = './checks/index.ts';

export type LoadedDefinition = {
  readonly definition: MonitorDefinition;
  readonly monitor: Monitor;
  /** What its schemas are compiled to. */
  readonly contracts: Contracts;
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
 * Imports, validates and compiles a definition: a .ts, .mts, .js, .mjs or .cjs file anywhere on disk. Its imports of
 * `killdeer` are this copy's. Throws a DefinitionError when the file is missing, does not load, or is not valid.
 */
export async function loadDefinition(given: string = DEFAULT_CHECKS): Promise<LoadedDefinition> {
  const file = resolve(given);
  const { default: definition } = await importFile(file);
  const compiler = await compilerFor(definition);
  const problems = validateMonitor(definition, compiler === undefined ? [] : [compiler.rule]);
  if (problems.length > 0) throw new DefinitionError(file, problems);
  const valid = definition as MonitorDefinition;
  return { definition: valid, monitor: compileMonitor(valid), contracts: compiler?.contracts() ?? {}, file };
}

/** Loaded where there is something to compile: it takes a tenth of a second. */
async function compilerFor(definition: unknown) {
  if (typeof definition !== 'object' || definition === null) return undefined;
  const placed = draftOf(definition).checks.flatMap(assertionsIn);
  if (!placed.some(({ fields }) => fields.on === 'jsonSchema' || fields.on === 'openapi')) return undefined;
  const { contractCompiler } = await import('../lib/adapters/contracts/contract-compiler.ts');
  return contractCompiler(process.cwd());
}

/** The module, not its default export: a promise there would be waited for here, and by nobody else. */
async function importFile(file: string): Promise<{ readonly default?: unknown }> {
  if (!existsSync(file) || !statSync(file).isFile()) {
    const message = existsSync(file) ? 'this is not a file' : 'there is no such file';
    const fix = `name the file with --checks FILE; without it, ${DEFAULT_CHECKS} is read`;
    throw new DefinitionError(file, [{ path: '', message, got: file, fix }]);
  }
  resolveKilldeerHere();
  try {
    return await importGuest(pathToFileURL(file).href);
  } catch (error) {
    throw new DefinitionError(file, [loadProblem(file, error)], error);
  }
}
