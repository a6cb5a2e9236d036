import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMonitor, http, secret } from 'killdeer';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSecrets, readSecrets } from '../../bin/secrets.ts';
import { compileMonitor } from '../../lib/core/compile.ts';

const folder = mkdtempSync(join(tmpdir(), 'killdeer-secrets-'));
const write = (text: string): string => {
  const file = join(folder, 'secrets.json');
  writeFileSync(file, text);
  return file;
};

beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, '');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('secrets of the command line', () => {
  test('are those of the file, an object as its JSON', async () => {
    const { read } = openSecrets('eu-west-1', write('{ "/a": "hunter2", "b": { "password": "hunter3" } }'));
    expect(await read(secret('/a'))).toBe('hunter2');
    expect(await read(secret('b', { store: 'secretsmanager', key: 'password' }))).toBe('hunter3');
  });

  test('that are neither there nor on AWS are named, with what to do', async () => {
    await expect(openSecrets('eu-west-1').read(secret('/a'))).rejects.toThrow(
      'the secret /a could not be read: there are no AWS credentials; --secrets FILE can give it',
    );
    const file = write('{}');
    for (const _ of [1, 2]) {
      await expect(openSecrets('eu-west-1', file).read(secret('/a'))).rejects.toThrow(
        `the secret /a could not be read: there are no AWS credentials, and it is not in ${file}`,
      );
    }
  });

  test.each([
    ['hunter2', /is not JSON; it takes an object of names and values/],
    ['["hunter2"]', /is not an object/],
    ['"hunter2"', /is not an object/],
    [undefined, /cannot be read \(ENOENT\)/],
  ])('in a file that is %s are refused without a word of it', (text, message) => {
    const file = text === undefined ? join(folder, 'missing.json') : write(text);
    const open = () => openSecrets('eu-west-1', file);
    expect(open).toThrow(message);
    expect(open).not.toThrow(/hunter2/);
  });

  test('for the local cloud are all that the checks need, whole; what is missing is said', async () => {
    const monitor = compileMonitor(
      defineMonitor({
        ...{ name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [] },
        checks: [
          http('a', { url: 'https://a.example/', headers: { 'x-a': secret('/a'), 'x-b': secret('/none') } }),
          http('b', {
            url: 'https://a.example/',
            headers: { 'x-a': secret('/a'), 'x-c': secret('b', { store: 'secretsmanager', key: 'password' }) },
          }),
        ],
      }),
    );
    const file = write('{ "/a": "hunter2", "b": { "password": "hunter3" }, "more": "x" }');
    expect(await readSecrets(monitor, file)).toEqual({
      values: { '/a': 'hunter2', b: '{"password":"hunter3"}' },
      missing: [expect.stringContaining('the secret /none could not be read')],
    });
  });
});
