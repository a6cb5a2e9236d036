import { seededChance } from '../chance.ts';

/** Kills running handlers at random. */
export type Chaos = {
  readonly seed: number;
  /** The share of a function's runs that are killed, more than 0, at most 1. Default 0.15. */
  readonly rate?: number;
  /** Hears of each kill: the function's name and the real milliseconds into its run. */
  onKill?(kill: { readonly function: string; readonly region: string; readonly ms: number }): void;
};

/** Plans the kills, one at a time for each function: those that run side by side do not all die. */
export type KillPlan = {
  /** Milliseconds into the run at which it is killed, or undefined to spare it. */
  next(functionName: string): number | undefined;
  /** Learns that the planned kill hit. */
  hit(functionName: string): void;
  /** Learns that the run was over before its kill: the function's next run gets it. */
  miss(functionName: string): void;
  /** Learns how long a run took that nobody killed. */
  learn(functionName: string, ms: number): void;
};

/** A run whose length is not yet known is taken to last so long, milliseconds. */
const GUESS_MS = 20;

/** The first kill of a function is one of its first so many runs: also one that seldom runs is hit. */
const FIRST_RUNS = 3;

/** Kills fall evenly over the time that a function's runs have lately taken, so that they hit every step of it. */
export function killPlan({ seed, rate = 0.15 }: Chaos): KillPlan {
  const chance = seededChance(seed);
  const functions = new Map<string, { typicalMs: number; runsLeft: number }>();
  const upTo = (most: number): number => 1 + Math.floor(chance.next() * most);
  const of = (name: string) => {
    const known = functions.get(name) ?? { typicalMs: GUESS_MS, runsLeft: upTo(rate < 1 ? FIRST_RUNS : 1) };
    functions.set(name, known);
    return known;
  };
  return {
    next(name) {
      const plan = of(name);
      plan.runsLeft -= 1;
      // Below 0 another run has the kill, until that one is hit or missed.
      return plan.runsLeft === 0 ? chance.next() * plan.typicalMs : undefined;
    },
    hit(name) {
      of(name).runsLeft = upTo(2 / rate - 1);
    },
    miss(name) {
      of(name).runsLeft = 1;
    },
    learn(name, ms) {
      const plan = of(name);
      plan.typicalMs = 0.7 * plan.typicalMs + 0.3 * ms;
    },
  };
}
