import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmInstall, ROOT, run, stackNames } from './shell.ts';

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'killdeer-init-')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what init makes from a clone installs, validates, type-checks and synthesises', async () => {
  await run('node', [join(ROOT, 'bin', 'killdeer.mjs'), 'init', 'payments'], { cwd: folder });
  const cwd = join(folder, 'payments');
  await npmInstall(cwd);
  expect(await run('npx', ['killdeer', 'validate'], { cwd })).toContain('is valid: monitor payments');
  await run('npx', ['tsc'], { cwd });
  await run('npx', ['cdk', 'synth', '--quiet'], { cwd });
  expect(stackNames(cwd)).toEqual([
    'killdeer-payments-home',
    'killdeer-payments-probe-ap-southeast-2',
    'killdeer-payments-probe-eu-west-1',
    'killdeer-payments-probe-us-east-1',
  ]);
});
