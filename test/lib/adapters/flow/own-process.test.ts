import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MODULE = new URL('../../../../lib/adapters/flow/own-process.ts', import.meta.url).href;

/** Runs lines of JavaScript in a process of their own, in which a flow has run. */
async function run(
  lines: string,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const script = `import { within } from ${JSON.stringify(MODULE)};\n${lines}`;
  const args = ['--input-type=module', '--eval', script];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, args)) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test('what a flow leaves behind is told to that flow, and the process lives on', async () => {
  const { code, stdout } = await run(`
    const flow = (name) => ({ onLeft: (error) => console.log(name, error.message) });
    within(flow('a'), async () => { Promise.reject(new Error('rejected')); });
    within(flow('b'), async () => { setTimeout(() => { throw new Error('thrown'); }, 5); });
    setTimeout(() => console.log('alive'), 20);
  `);
  expect(stdout).toBe('a rejected\nb thrown\nalive\n');
  expect(code).toBe(0);
});

test('what comes from elsewhere ends the process, as it would without flows', async () => {
  const outcomes = await Promise.all([
    run(`within({ onLeft: () => {} }, () => {}); Promise.reject(new Error('elsewhere'));`),
    run(`within({ onLeft: () => {} }, () => {}); setTimeout(() => { throw new Error('elsewhere'); });`),
  ]);
  for (const { code, stderr } of outcomes) {
    expect(code).toBe(1);
    expect(stderr).toContain('Error: elsewhere');
  }
});

test('what comes from elsewhere goes to those that listened before', async () => {
  const { code, stdout } = await run(`
    process.on('unhandledRejection', (error) => console.log('told', error.message));
    within({ onLeft: () => console.log('mine') }, () => {});
    Promise.reject(new Error('elsewhere'));
  `);
  expect(stdout).toBe('told elsewhere\n');
  expect(code).toBe(0);
});
