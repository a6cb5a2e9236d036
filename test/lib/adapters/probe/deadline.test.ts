import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startDeadline, untilAborted } from '../../../../lib/adapters/probe/deadline.ts';
import { ProbeFailure } from '../../../../lib/adapters/probe/probe-failure.ts';

const dns = { stage: () => 'dns' as const };

/** When what waits under the deadline is ended, in milliseconds from now. */
async function endOf({ signal }: { readonly signal: AbortSignal }): Promise<number> {
  const startedAt = performance.now();
  await expect(untilAborted(signal, () => {})).rejects.toBeInstanceOf(ProbeFailure);
  return performance.now() - startedAt;
}

function timersSet(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('the time of an attempt', () => {
  test('ends what waits, and says what hung', async () => {
    const deadline = startDeadline(30, dns);
    expect(await endOf(deadline)).toBeGreaterThanOrEqual(28);
    const { failure } = deadline.signal.reason as ProbeFailure;
    expect(failure).toMatchObject({ kind: 'timeout', message: 'timed out after 30ms in dns, resolving the name' });
    await expect(untilAborted(deadline.signal, () => {})).rejects.toBe(deadline.signal.reason);
  });

  test('stands still as often as it is paused, also where it would have been over meanwhile', async () => {
    const deadline = startDeadline(60, dns);
    const end = endOf(deadline);
    for (let n = 0; n < 2; n += 1) {
      deadline.pause();
      const left = deadline.leftMs();
      await sleep(80);
      expect(deadline.leftMs()).toBe(left);
      deadline.resume();
      await sleep(10);
    }
    expect(deadline.signal.aborted).toBe(false);
    expect(await end).toBeGreaterThanOrEqual(60 + 2 * 80 - 4);
  });

  test('that is over before it is paused ends when it goes on, and no timer is set to the past', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => set.mockRestore());
    const deadline = startDeadline(10, dns);
    const until = performance.now() + 20;
    while (performance.now() < until);
    deadline.pause();
    await sleep(5);
    const end = endOf(deadline);
    deadline.resume();
    await end;
    expect(set.mock.calls.map(([, ms = 0]) => ms).filter((ms) => ms < 0)).toEqual([]);
  });

  test('leaves no timer behind, cleared while it runs or while it stands still', async () => {
    const before = timersSet();
    const running = startDeadline(60_000, dns);
    const paused = startDeadline(60_000, dns);
    paused.pause();
    for (const deadline of [running, paused]) {
      deadline.clear();
      deadline.resume();
    }
    expect(timersSet()).toBe(before);
  });
});
