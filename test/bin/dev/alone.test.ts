import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CommandError } from '../../../bin/command-error.ts';
import { mustBeAlone } from '../../../bin/dev/alone.ts';

const folder = mkdtempSync(join(tmpdir(), 'killdeer-alone-'));
afterAll(() => rmSync(folder, { recursive: true }));

function announced(pid: number): void {
  mkdirSync(join(folder, '.killdeer'), { recursive: true });
  const told = { pid, endpoint: 'http://127.0.0.1:4567', monitor: 'shop' };
  writeFileSync(join(folder, '.killdeer', 'local.json'), JSON.stringify(told));
}

test('a second dev in a folder is refused while the first is alive, with its process and address', () => {
  mustBeAlone(folder);
  announced(process.ppid);
  expect(() => mustBeAlone(folder)).toThrow(CommandError);
  expect(() => mustBeAlone(folder)).toThrow(`process ${process.ppid} at http://127.0.0.1:4567`);
});

test('what a process that is gone, or that had this number before, left there refuses nobody', () => {
  announced(spawnSync(process.execPath, ['-e', '']).pid);
  mustBeAlone(folder);
  announced(process.pid);
  mustBeAlone(folder);
});
