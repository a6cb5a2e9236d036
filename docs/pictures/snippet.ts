import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileMonitor } from '../../lib/core/compile.ts';
import { defineMonitor } from '../../lib/core/factories/define-monitor.ts';
import type { Monitor, MonitorDefinition } from '../../lib/core/monitor.ts';
import { formatProblems } from '../../lib/core/validation/problem.ts';
import { validateMonitor } from '../../lib/core/validation/validate-monitor.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The monitor of a snippet: the one that it exports, or one of three regions with the checks and services that it exports.
 * Throws where it is not valid, or has no check.
 */
export async function monitorOfSnippet(code: string): Promise<Monitor> {
  const definition = definitionOf(Object.values(await run(code)));
  const problems = validateMonitor(definition);
  if (problems.length > 0) throw new Error(`${formatProblems(problems)}\n\n${code}`);
  const monitor = compileMonitor(definition);
  if (monitor.checks.length === 0) throw new Error(`no check is exported:\n${code}`);
  return monitor;
}

/** Inside of the repository, so that `killdeer` resolves as it does for a reader of the page. */
async function run(code: string): Promise<object> {
  mkdirSync(join(ROOT, '.killdeer'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.killdeer', 'docs-rules-'));
  try {
    writeFileSync(join(folder, 'snippet.ts'), code);
    return (await import(join(folder, 'snippet.ts'))) as object;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Thing = { readonly kind?: unknown };

function definitionOf(exported: readonly unknown[]): MonitorDefinition {
  const things = exported.flat().filter((thing) => typeof thing === 'object' && thing !== null) as Thing[];
  const monitor = things.find(({ kind }) => kind === 'monitor');
  if (monitor !== undefined) return monitor as MonitorDefinition;
  const services = things.filter(({ kind }) => kind === 'service');
  const checks = things.filter((thing) => 'id' in thing && !services.includes(thing));
  return defineMonitor({
    name: 'docs',
    home: 'eu-west-1',
    regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
    services: services as unknown as MonitorDefinition['services'],
    notify: [],
    checks: checks as unknown as MonitorDefinition['checks'],
  });
}
