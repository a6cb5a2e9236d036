import type { Chance, Clock } from '../app/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      // What only gives up on something else must not keep the process alive.
      setTimeout(resolve, ms).unref();
    }),
};

/** The machine's random numbers. */
export const systemChance: Chance = { next: () => Math.random() };
