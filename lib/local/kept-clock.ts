import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECOND } from '../core/time.ts';
import type { VirtualClock } from './clock.ts';

/** How often it is written, in the machine's time: a process may be killed. */
const EVERY_MS = SECOND;

/** What the clock kept in a folder had reached, milliseconds since 1970: it never goes back, however fast it ran. 0 where none is. */
export function readClock(folder: string): number {
  try {
    const at = Number(readFileSync(join(folder, 'clock'), 'utf8'));
    return Number.isFinite(at) ? at : 0;
  } catch {
    return 0;
  }
}

/** Keeps a clock in a folder until it is stopped: as far as it gets before the next writing, and in the end as it stands. */
export function keepClock(folder: string, clock: Pick<VirtualClock, 'now' | 'speed'>): { stop(): void } {
  const write = (at: number): void => {
    mkdirSync(folder, { recursive: true });
    const part = join(folder, 'clock.part');
    writeFileSync(part, String(at));
    renameSync(part, join(folder, 'clock'));
  };
  const writeAhead = (): void => write(clock.now() + EVERY_MS * clock.speed);
  writeAhead();
  const timer = setInterval(writeAhead, EVERY_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      write(clock.now());
    },
  };
}
