import { performance } from 'node:perf_hooks';

/**
 * How late this process is in seeing what happens outside. It is so while it computes, and while a CPU quota holds it
 * back, which event-loop utilisation does not show: held back in its poll, a process counts as idle.
 */
export type LoopLag = {
  /** Milliseconds by which what is seen now may be seen too late. */
  now(): number;
  /** A timer that was due then, by `performance.now`, runs only now: it has told what the next beat would. */
  beat(dueAt: number): void;
  /** Watches until told to stop. */
  watch(): () => void;
};

/**
 * A timer due so often tells by its own lateness, milliseconds. Each time costs 0.05 ms of CPU where the process would have
 * slept. Who is alone is held up by nothing but a CPU quota, and that for long.
 */
const BEAT_MS = { together: 5, alone: 20 };

/** Timers are in whole milliseconds, so this much says nothing. */
const USUAL_MS = 1.5;

/** A watch over the event loop; it runs only while somebody needs it. */
export function loopLag(): LoopLag {
  let watchers = 0;
  let dueAt = 0;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerMs = 0;
  const late = () => Math.max(0, performance.now() - dueAt - USUAL_MS);
  const beat = () => {
    last = late();
    const wait = watchers > 1 ? BEAT_MS.together : BEAT_MS.alone;
    dueAt = performance.now() + wait;
    if (wait === timerMs) {
      // To clear it and set another one makes Node sort its timers anew.
      timer?.refresh();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(beat, wait);
    timerMs = wait;
  };
  return {
    beat(due) {
      if (watchers === 0) return;
      dueAt = Math.min(dueAt, due);
      beat();
    },
    // What waited in the same poll is seen just before the late beat, what came up behind it just after.
    now: () => (watchers === 0 ? 0 : Math.max(last, late())),
    watch() {
      watchers += 1;
      if (watchers <= 2) {
        timerMs = 0;
        dueAt = performance.now();
        beat();
      }
      return () => {
        watchers -= 1;
        if (watchers === 0) clearTimeout(timer);
      };
    },
  };
}
