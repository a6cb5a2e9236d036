import { performance } from 'node:perf_hooks';

/**
 * How late this process is in seeing what happens outside. It is so while it computes, and while a CPU quota holds it
 * back, which event-loop utilisation does not show: held back in its poll, a process counts as idle.
 */
export type LoopLag = {
  /** Milliseconds by which what is seen now may be seen too late. */
  now(): number;
  /** Watches until told to stop. */
  watch(): () => void;
};

/** A timer due so often tells by its own lateness; it costs 0.2 % of a core. Milliseconds. */
const BEAT_MS = 5;

/** Timers are in whole milliseconds, so this much says nothing. */
const USUAL_MS = 1.5;

/** A watch over the event loop; it runs only while somebody needs it. */
export function loopLag(): LoopLag {
  let watchers = 0;
  let dueAt = 0;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = () => Math.max(0, performance.now() - dueAt - USUAL_MS);
  const beat = () => {
    last = late();
    dueAt = performance.now() + BEAT_MS;
    timer = setTimeout(beat, BEAT_MS);
  };
  return {
    // What waited in the same poll is seen just before the late beat, what came up behind it just after.
    now: () => (watchers === 0 ? 0 : Math.max(last, late())),
    watch() {
      if (watchers === 0) {
        dueAt = performance.now();
        beat();
      }
      watchers += 1;
      return () => {
        watchers -= 1;
        if (watchers === 0) clearTimeout(timer);
      };
    },
  };
}
