import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { progressBar } from '../../bin/progress-bar.ts';

/** As a terminal's stream is: its methods need it. */
class Terminal {
  readonly isTTY: boolean;
  readonly written: string[] = [];

  constructor(isTTY = true) {
    this.isTTY = isTTY;
  }

  write(text: string): boolean {
    this.written.push(text);
    return true;
  }
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a progress bar', () => {
  test('shows on a terminal how much is done, ten times a second at the most, and leaves nothing behind', () => {
    const out = new Terminal();
    const bar = progressBar(200, 'replaying', out);
    bar.update(50);
    bar.update(60);
    vi.advanceTimersByTime(100);
    bar.update(200);
    vi.advanceTimersByTime(100);
    bar.update(300);
    expect(out.written.map((text) => stripVTControlCharacters(text).replace('\r', ''))).toEqual([
      'replaying [████████░░░░░░░░░░░░░░░░░░░░░░] 25 %',
      `replaying [${'█'.repeat(30)}] 100 %`,
      `replaying [${'█'.repeat(30)}] 100 %`,
    ]);
    bar.stop();
    expect(out.written.at(-1)).toBe('\r\x1b[K');
  });

  test('writes nothing where nobody watches, where nothing was done, and where nobody knows how much there is', () => {
    for (const [total, out] of [
      [10, new Terminal(false)],
      [0, new Terminal()],
    ] as const) {
      const bar = progressBar(total, 'replaying', out);
      bar.update(5);
      bar.stop();
      expect(out.written).toEqual([]);
    }
    const idle = new Terminal();
    progressBar(10, 'replaying', idle).stop();
    expect(idle.written).toEqual([]);
  });

  test('writes to the standard error of this process, which is a terminal or not', () => {
    const terminal = vi.spyOn(process.stderr, 'write').mockImplementation(function (this: unknown) {
      expect(this).toBe(process.stderr);
      return true;
    });
    const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
    Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
    try {
      progressBar(10, 'replaying').update(5);
      expect(terminal).toHaveBeenCalledOnce();
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
      else Object.defineProperty(process.stderr, 'isTTY', before);
      terminal.mockRestore();
    }
  });
});
