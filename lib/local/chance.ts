/** Chance that a seed repeats: 0 ≤ next() < 1. The order of concurrent takers is not repeated. */
export type SeededChance = { next(): number; pick<T>(from: readonly T[]): T | undefined };

/** A mulberry32 generator: small, fast, good enough for choosing containers. Source: https://github.com/bryc/code (PRNGs). */
export function seededChance(seed: number): SeededChance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, pick: (from) => from[Math.floor(next() * from.length)] };
}
