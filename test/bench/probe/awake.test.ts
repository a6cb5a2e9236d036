import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROCESS = fileURLToPath(new URL('../../../bench/probe/awake-process.ts', import.meta.url));

/** A process that starts one that spins, says its id and stays. */
function parent(): ChildProcess {
  const program = `console.log(require('node:child_process').fork(${JSON.stringify(PROCESS)}).pid)`;
  return spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('what keeps a core awake is over when its parent is killed', async () => {
  const started = parent();
  const [text] = await once(started.stdout ?? started, 'data');
  const pid = Number(text);
  expect(isRunning(pid)).toBe(true);
  await sleep(300);
  expect(isRunning(pid)).toBe(true);
  started.kill('SIGKILL');
  for (let tries = 0; isRunning(pid) && tries < 100; tries += 1) await sleep(50);
  expect(isRunning(pid)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
