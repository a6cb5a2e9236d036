import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CheckDefinition, defineMonitor, type MonitorDefinition } from 'killdeer';
import { afterAll, describe, expect, test } from 'vitest';
import { contractCompiler } from '../../lib/adapters/contracts/contract-compiler.ts';
import type { Kind } from '../../lib/core/check.ts';
import { compileMonitor } from '../../lib/core/compile.ts';
import type { ServiceDefinition } from '../../lib/core/service.ts';
import { formatProblems } from '../../lib/core/validation/problem.ts';
import { validateMonitor } from '../../lib/core/validation/validate-monitor.ts';
import { fencesOf } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every kind there is: the compiler knows when one is missing here. */
const KINDS: Readonly<Record<Kind, true>> = {
  dns: true,
  domain: true,
  flow: true,
  grpc: true,
  heartbeat: true,
  http: true,
  queue: true,
  tcp: true,
  tls: true,
  udp: true,
  websocket: true,
};

const sections = readFileSync(join(ROOT, 'docs/checks.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ title: text.split('\n')[0] ?? '', snippets: fencesOf(text, 'ts') }));

/** Inside of the repository, so that `killdeer` resolves as it does for a reader of the page. */
mkdirSync(join(ROOT, '.killdeer'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.killdeer', 'docs-checks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('docs/checks.md has a section for every kind', () => {
  const titles = sections.map(({ title }) => title);
  expect(titles.length).toBeGreaterThan(Object.keys(KINDS).length);
  expect(Object.keys(KINDS).filter((kind) => !titles.includes(kind))).toEqual([]);
});

describe.each(sections)('docs/checks.md, $title', ({ title, snippets }) => {
  test('shows how it is written', () => {
    expect(snippets.length).toBeGreaterThan(0);
  });

  test('what it shows is a valid definition', async () => {
    const kinds: string[] = [];
    for (const [i, code] of snippets.entries()) {
      const file = join(folder, `${title.replace(/\W+/g, '-')}-${i}.ts`);
      writeFileSync(file, code);
      const definition = definitionOf(Object.values((await import(file)) as object));
      const compiler = contractCompiler(join(ROOT, 'test/fixtures/docs'));
      expect(formatProblems(validateMonitor(definition, [compiler.rule]))).toBe('0 problems');
      const { checks } = compileMonitor(definition);
      expect(checks.length).toBeGreaterThan(0);
      kinds.push(...checks.map(({ kind }) => kind));
    }
    if (title in KINDS) expect(kinds).toContain(title);
  });
});

/** The monitor that a snippet exports, or one of the checks and services that it exports. */
function definitionOf(exported: readonly unknown[]): MonitorDefinition {
  const things = exported.flat().filter((thing) => typeof thing === 'object' && thing !== null) as { kind?: unknown }[];
  const ofKind = (kinds: readonly string[]) => things.filter(({ kind }) => kinds.includes(String(kind)));
  const [monitor] = ofKind(['monitor']) as unknown as MonitorDefinition[];
  if (monitor !== undefined) return monitor;
  return defineMonitor({
    name: 'docs',
    home: 'eu-west-1',
    regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
    services: ofKind(['service']) as unknown as ServiceDefinition[],
    notify: [],
    checks: ofKind(Object.keys(KINDS)) as unknown as CheckDefinition[],
  });
}
