import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { initCommand, monitorName } from '../../../bin/commands/init.ts';
import { newProject } from '../../../bin/init/new-project.ts';
import { ownPackage } from '../../../bin/init/own-package.ts';
import { loadDefinition } from '../../../bin/load-definition.ts';

let temporary: string;
let printed: string[];

const init = (dir: string): Promise<unknown> => initCommand().exitOverride().parseAsync([dir], { from: 'user' });
const read = (...path: string[]): string => readFileSync(join(temporary, ...path), 'utf8');

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'killdeer-init-'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(String(line)));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(temporary, { recursive: true });
});

describe('killdeer init', () => {
  test('makes a definition that is valid, with a name from the folder', async () => {
    await init(join(temporary, 'My API'));
    const { monitor } = await loadDefinition(join(temporary, 'My API', 'checks', 'index.ts'));
    expect(monitor).toMatchObject({ name: 'my-api', home: 'eu-west-1' });
    expect(monitor.checks.map(({ id, contain }) => [id, contain?.mode])).toEqual([['search', 'shadow']]);
    expect(read('My API', 'checks', 'index.ts').split('\n').length).toBeLessThanOrEqual(30);
    expect(printed.join('\n')).toContain('npm install && npx killdeer validate && npx cdk synth');
  });

  test('pins the toolchain that this copy is tested with, and depends on the clone that it was run from', async () => {
    await init(join(temporary, 'new'));
    const { root } = ownPackage();
    expect(JSON.parse(read('new', 'package.json'))).toMatchObject({
      dependencies: { 'aws-cdk-lib': '2.276.0', killdeer: `file:${root}` },
      devDependencies: { 'aws-cdk': '2.1148.1', node: '24.21.0' },
      allowScripts: { node: true },
    });
    const cdk = JSON.parse(read('new', 'cdk.json'));
    expect(cdk.app).toBe('node --conditions=killdeer-source bin/app.ts');
    expect(cdk.context).toMatchObject({
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
    });
  });

  test('depends on the published version when it was run from an installed package', () => {
    const files = newProject('shop', { ...ownPackage(), isClone: false, version: '1.2.3' }, {});
    const text = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
    expect(JSON.parse(text('package.json')).dependencies.killdeer).toBe('^1.2.3');
    expect(JSON.parse(text('cdk.json')).app).toBe('node bin/app.ts');
    expect(files.map((file) => file.text).join('')).not.toContain('killdeer-source');
  });

  test('refuses a folder with something in it, and leaves it as it is', async () => {
    writeFileSync(join(temporary, 'notes.txt'), 'mine');
    await expect(init(temporary)).rejects.toMatchObject({
      exitCode: 2,
      message: `${temporary} is not empty (notes.txt); name a new or an empty folder: killdeer init DIR`,
    });
    expect(readdirSync(temporary)).toEqual(['notes.txt']);
    await expect(init(join(temporary, 'notes.txt'))).rejects.toThrow('notes.txt is a file');
  });

  test('takes a folder that holds a new git repository only', async () => {
    mkdirSync(join(temporary, '.git'));
    await init(temporary);
    expect(readdirSync(temporary)).toContain('cdk.json');
  });
});

test.each([
  ['shop', 'shop'],
  ['My API (new)', 'my-api-new'],
  ['2024-checks', 'checks'],
  ['---', 'monitor'],
  ['a-name-that-is-far-too-long-for-a-monitor', 'a-name-that-is-far-too-long-for'],
])('a folder called "%s" gives the monitor name %s', (folder, name) => {
  expect(monitorName(folder)).toBe(name);
});
