/** Draws a number in [0, 1). */
export type Random = () => number;

/** A small seeded generator (mulberry32): the same numbers for the same seed, on every machine. */
export function uniform(seed: number): Random {
  let s = seed;
  return () => {
    s |= 0;
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A standard normal number (Box and Muller, one of the two). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(positive(random))) * Math.cos(2 * Math.PI * random());
}

/** A number in (0, 1), whose logarithm is finite. */
export function positive(random: Random): number {
  let u = 0;
  while (u === 0) u = random();
  return u;
}
