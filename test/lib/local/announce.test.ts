import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { announce, findLocalCloud } from '../../../lib/local/announce.ts';
import { temporaryFolder } from './assembly-builder.ts';

const told = {
  endpoint: 'http://127.0.0.1:1234',
  account: '000000000000',
  accessKeyId: 'A',
  secretAccessKey: 'S',
  regions: ['eu-west-1'],
  monitor: 'shop',
  home: 'eu-west-1',
  checks: '/checks/index.ts',
  clock: { speed: 1, virtualStart: 0, realStart: 0 },
};

test('a running cloud is found where it was announced, until it takes its announcement away', () => {
  const folder = temporaryFolder();
  expect(findLocalCloud(folder)).toBeUndefined();
  const withdraw = announce(folder, told);
  expect(findLocalCloud(folder)).toEqual({ ...told, pid: process.pid });
  withdraw();
  expect(findLocalCloud(folder)).toBeUndefined();
});

test('the announcement of a process that is gone does not count', () => {
  const folder = temporaryFolder();
  announce(folder, told);
  const file = join(folder, '.killdeer', 'local.json');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), pid }));
  expect(findLocalCloud(folder)).toBeUndefined();
});

test('a cloud does not take away the announcement of the one that came after it', () => {
  const folder = temporaryFolder();
  const withdraw = announce(folder, told);
  announce(folder, { ...told, endpoint: 'http://127.0.0.1:9' });
  withdraw();
  expect(findLocalCloud(folder)?.endpoint).toBe('http://127.0.0.1:9');
});
