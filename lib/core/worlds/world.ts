import type { Outcome } from '../result.ts';

/** What a target answers. `ms`: how long it took; default 80. `late`: seconds after its run that the result is known. */
export type Answer = { readonly outcome: Outcome; readonly ms?: number; readonly late?: number };

/** A place in a world: which region of how many asks, whether for the parent of the check, and when, seconds from the beginning. */
export type Asked = {
  readonly region: number;
  readonly regions: number;
  readonly second: number;
  readonly parent: boolean;
};

/** A time in which something is wrong. Seconds from the beginning, `to` excluded. */
export type Fault = {
  readonly from: number;
  readonly to: number;
  /** Whether a person wants to be told: a hiccup or the monitor's own fault is none. */
  readonly told: boolean;
};

/** A simulated stretch of time, named by a sentence. A pure function of where and when: the same answers whoever asks. */
export type World = {
  readonly name: string;
  /** Seconds. */
  readonly lasts: number;
  readonly faults: readonly Fault[];
  /** Fewest regions in which it means something. */
  readonly regions: number;
  /** Whether it is about a check and its parent. */
  readonly parent?: true;
  readonly answer: (asked: Asked) => Answer | Outcome;
};

/** A number from 0 to 1 that hangs on its arguments alone, well mixed: the chance of a world. */
export function chanceOf(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}
