import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PLANTED_BUGS, type PlantedBug } from '../planted/bugs.ts';
import { RULE_BUGS } from '../planted/rule-bugs.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
let copy = '';

// A copy of the code beside the original, so that a bug never stands in the tree itself.
beforeAll(async () => {
  copy = await mkdtemp(join(root, '.killdeer-planted-'));
  for (const name of ['lib', 'test', 'checks', 'examples', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    await cp(join(root, name), join(copy, name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

async function passes(tests: readonly string[]): Promise<boolean> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  try {
    await run(process.execPath, [vitest, 'run', '--project', 'fast', '--bail', '1', ...tests], { cwd: copy });
    return true;
  } catch {
    return false;
  }
}

it('the copy passes as it is', async () => {
  expect(await passes(['test/simulation/worlds.test.ts', 'test/lib/core/effect.test.ts'])).toBe(true);
});

/** Titles of the tests that fail. */
async function failing(tests: readonly string[]): Promise<readonly string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const report = join(copy, 'report.json');
  const args = [vitest, 'run', '--project', 'fast', '--reporter', 'json', '--outputFile', report, ...tests];
  // Under CI the configuration has a JSON report of its own, and its file would win over this one's.
  await run(process.execPath, args, { cwd: copy, env: { ...process.env, CI: '' } }).catch(() => undefined);
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
    testResults: readonly { assertionResults: readonly { title: string; status: string }[] }[];
  };
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
}

/** Runs `look` while the bug stands in the copy. */
async function planted<T>({ file, find, replace }: PlantedBug, look: () => Promise<T>): Promise<T> {
  const path = join(copy, file);
  const code = await readFile(path, 'utf8');
  expect(code.split(find), `the code to break is not in ${file} once`).toHaveLength(2);
  await writeFile(
    path,
    code.replace(find, () => replace),
  );
  try {
    return await look();
  } finally {
    await writeFile(path, code);
  }
}

it.each(PLANTED_BUGS)('the tests notice that $name', async (bug) => {
  expect(await planted(bug, () => passes(bug.tests))).toBe(false);
});

it.each(RULE_BUGS)('the worlds notice that $name', async (bug) => {
  const failed = await planted(bug, () => failing(bug.tests));
  expect(failed).toEqual(expect.arrayContaining([...bug.worlds]));
});
