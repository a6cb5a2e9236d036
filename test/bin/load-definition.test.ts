import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { DefinitionError, loadDefinition } from '../../bin/load-definition.ts';

const folder = mkdtempSync(join(tmpdir(), 'killdeer-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('gives the definition, the monitor that it compiles to, and the absolute path', async () => {
  const file = join(folder, 'checks.ts');
  const options = "{ name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [], checks }";
  const checks = "[http('storefront', { url: 'https://shop.example/', every: '30s' as const })]";
  writeFileSync(
    file,
    `import { defineMonitor, http } from 'killdeer';\nconst checks = ${checks};\nexport default defineMonitor(${options});\n`,
  );
  const loaded = await loadDefinition(file);
  expect(loaded.file).toBe(file);
  expect(loaded.definition.checks[0]).toMatchObject({ id: 'storefront', every: '30s' });
  expect(loaded.monitor.checks[0]).toMatchObject({ id: 'storefront', cadenceMs: 30_000, quorum: 1 });
});

it('throws one error with the file and every problem', async () => {
  const file = fileURLToPath(new URL('../fixtures/definitions/quorum-zero.mjs', import.meta.url));
  const error = await loadDefinition(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DefinitionError);
  expect(error).toMatchObject({ file, problems: [{ path: 'checks[0].regions.quorum' }] });
});

it('compiles the schemas that are expected, and tells of one that does not compile', async () => {
  const contracts = (name: string) => fileURLToPath(new URL(`../fixtures/contracts/${name}`, import.meta.url));
  const loaded = await loadDefinition(contracts('checks.ts'));
  expect(Object.values(loaded.contracts).map(({ kind }) => kind)).toEqual(['schema', 'schema', 'operation']);
  const error = await loadDefinition(contracts('misspelt.mjs')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ problems: [{ path: 'checks[0].expect[0].schema', fix: 'did you mean "required"?' }] });
});
