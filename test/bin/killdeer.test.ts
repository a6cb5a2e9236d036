import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../lib/core/validation/problem.ts';

const launcher = fileURLToPath(new URL('../../bin/killdeer.mjs', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/definitions/', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'killdeer-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function killdeer(...args: readonly string[]): Promise<Run> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [launcher, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** A file far from any package.json. */
function written(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

async function problemOf(file: string): Promise<Problem> {
  const { code, stdout } = await killdeer('validate', '--checks', file, '--json');
  expect(code).toBe(2);
  const { valid, problems } = JSON.parse(stdout) as { valid: boolean; problems: readonly Problem[] };
  expect(valid).toBe(false);
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
}

const GOOD = `import { defineMonitor, http, type MonitorDefinition, status } from 'killdeer';
const monitor: MonitorDefinition = defineMonitor({
  name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [],
  checks: [http('storefront', { url: 'https://shop.example/', expect: [status(200)] })],
});
export default monitor;
`;

describe('killdeer validate', () => {
  it('ends with 0 for a valid TypeScript file anywhere on disk, and prints nothing but that', async () => {
    const file = written('good.ts', GOOD);
    const run = await killdeer('validate', '--checks', file);
    expect(run).toEqual({ code: 0, stdout: `${file} is valid: monitor shop, 1 check, 1 region\n`, stderr: '' });
  });

  it('says so as JSON', async () => {
    const run = await killdeer('validate', '--json', '--checks', written('good.mts', GOOD));
    expect(run).toEqual({ code: 0, stdout: '{"valid":true,"problems":[]}\n', stderr: '' });
  });

  it('ends with 2 for an invalid one, with each problem, its value, what is allowed and the fix', async () => {
    const file = join(fixtures, 'quorum-above-regions.mjs');
    const { code, stdout, stderr } = await killdeer('validate', '--checks', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      [
        `${file} is not a valid definition: 1 problem`,
        '',
        'checks[0].regions.quorum: check "storefront": the quorum is above the number of regions',
        '    got      4',
        "    allowed  a whole number from 1 to 3, the number of the check's regions, or a share of them below 1",
        '    fix      lower it to 3, or add regions',
        '',
      ].join('\n'),
    );
  });

  it('reads ./checks/index.ts when no file is named', async () => {
    const { code, stderr } = await killdeer('validate');
    expect(code).toBe(2);
    expect(stderr).toContain('there is no such file');
    expect(stderr).toContain(join('checks', 'index.ts'));
  });
});

describe('a file that does not load is a problem like any other', () => {
  const broken = (name: string): string => join(fixtures, 'broken', name);

  it('when it is missing', async () => {
    expect((await problemOf(join(folder, 'none.ts'))).message).toBe('there is no such file');
  });

  it('when it has no default export', async () => {
    expect(await problemOf(broken('no-default-export.mjs'))).toMatchObject({
      message: 'the default export is not a monitor',
      got: 'nothing',
    });
  });

  it('when it imports what killdeer does not export', async () => {
    const { message } = await problemOf(broken('unknown-import.mjs'));
    expect(message).toBe(
      "an import does not exist: The requested module 'killdeer' does not provide an export named 'htp'",
    );
  });

  it('when it imports a file or a package that is not there', async () => {
    expect((await problemOf(broken('missing-file.mjs'))).message).toContain('not-there.mjs');
    expect((await problemOf(broken('missing-package.mjs'))).message).toMatch(
      /^an import does not resolve: .*package-that-is-not-there/,
    );
  });

  it('when it throws, with the line', async () => {
    expect(await problemOf(broken('throws.mjs'))).toMatchObject({
      message: "the file throws while it loads: TypeError: Cannot read properties of undefined (reading 'name')",
      got: `${broken('throws.mjs')}:3`,
    });
  });

  it('when it does not parse, with the line', async () => {
    const script = await problemOf(broken('syntax.mjs'));
    expect(script).toMatchObject({
      message: "the file does not parse: Unexpected token ','",
      got: `${broken('syntax.mjs')}:2`,
    });
    const file = written(
      'syntax.ts',
      "const name: string = 'a';\n\nexport default defineMonitor({ name: name as });\n",
    );
    const typed = await problemOf(file);
    expect(typed.message).toMatch(/^the file does not parse: /);
    expect(typed.got).toBe(`${file}:3`);
  });
});

describe('a definition that is more than data', () => {
  const body = GOOD.slice(GOOD.indexOf('\n'));
  const imports = "import { defineMonitor, http, type MonitorDefinition, status } from 'killdeer';\n";

  it('prints on stderr, whatever it prints', async () => {
    const source = `${imports}console.log('loading');\nprocess.stdout.write('more\\n');\n${body}`;
    const run = await killdeer('validate', '--json', '--checks', written('prints.ts', source));
    expect(run).toEqual({ code: 0, stdout: '{"valid":true,"problems":[]}\n', stderr: 'loading\nmore\n' });
  });

  it('does not end the command with a code of its own', async () => {
    const exits = await problemOf(written('exits.mjs', '\nprocess.exit(0);\n'));
    expect(exits).toMatchObject({
      message: 'the file calls process.exit while it loads',
      got: expect.stringMatching(/:2$/),
    });
    const waits = await problemOf(written('waits.mjs', 'await new Promise(() => {});\n'));
    expect(waits.message).toBe('the file waits for something that never comes');
    const nowhere = body.replace('https://shop.example/', 'http://late.invalid/');
    const late = written('late.ts', `${imports}Promise.reject(new Error('late'));\n${nowhere}`);
    const run = await killdeer('run', '--checks', late, '--json');
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('late') });
  });

  it('does not keep the command from its end by what it leaves running', async () => {
    const file = written('runs-on.ts', `${imports}setInterval(() => {}, 1000);\n${body}`);
    expect((await killdeer('validate', '--checks', file)).code).toBe(0);
  });

  it('is refused as a promise, which only this command would wait for', async () => {
    const file = written(
      'promise.ts',
      `${imports}${body.replace('default monitor', 'default Promise.resolve(monitor)')}`,
    );
    expect((await problemOf(file)).got).toBe('a promise');
  });

  it('may be TypeScript in a package of CommonJS, and CommonJS itself', async () => {
    mkdirSync(join(folder, 'commonjs'));
    written('commonjs/package.json', '{ "type": "commonjs" }');
    written('commonjs/url.ts', "export const url: string = 'https://shop.example/';\n");
    const typed = written(
      'commonjs/checks.ts',
      `import { url } from './url.ts';\n${GOOD.replace("'https://shop.example/'", 'url')}`,
    );
    expect(await killdeer('validate', '--checks', typed)).toMatchObject({ code: 0, stderr: '' });
    const required = GOOD.replace(/^import.*/, "const { defineMonitor, http, status } = require('killdeer');")
      .replace(': MonitorDefinition', '')
      .replace('export default', 'module.exports =');
    expect(await killdeer('validate', '--checks', written('commonjs/checks.js', required))).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  it('is told how an import that Node does not follow is written', async () => {
    written('helper.ts', 'export type Url = string;\n');
    written('data.json', '{}');
    const fixOf = async (line: string) => (await problemOf(written('imports.ts', `${line}\n${GOOD}`))).fix;
    expect(await fixOf("import './helper.js';")).toBe('name the file with its own ending: …/helper.ts');
    expect(await fixOf("import './helper';")).toBe('name the file with its own ending: …/helper.ts');
    expect(await fixOf("import { Url } from './helper.ts';")).toContain('`import type`');
    expect(await fixOf("import data from './data.json';")).toContain("with { type: 'json' }");
    expect(await fixOf('enum Level { low }')).toContain('a union instead of an enum');
  });
});

describe('the command line', () => {
  it('ends with 2 for wrong usage, and with 0 for help', async () => {
    const unknown = await killdeer('frobnicate');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("unknown command 'frobnicate'");
    expect((await killdeer('validate', '--bogus')).code).toBe(2);
    expect((await killdeer()).code).toBe(2);
    const help = await killdeer('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('validate');
  });

  it('passes signals on, and ends as its child did', async () => {
    const file = written('hangs.ts', "console.log('ready');\nawait new Promise((done) => setTimeout(done, 60_000));\n");
    const child = spawn(process.execPath, [launcher, 'validate', '--checks', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise((ready) => child.stderr.once('data', ready));
    child.kill('SIGTERM');
    const signal = await new Promise((done) => child.on('close', (_, name) => done(name)));
    expect(signal).toBe('SIGTERM');
  });
});
