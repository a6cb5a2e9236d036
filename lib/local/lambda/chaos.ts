import { seededChance } from '../chance.ts';

/** Kills running handlers at random. */
export type Chaos = {
  readonly seed: number;
  /** The share of runs that are to be killed, 0 to 1; those that end before it are spared. Default 0.15. */
  readonly rate?: number;
  /** Hears of each kill: the function's name and the milliseconds into its run. */
  onKill?(kill: { readonly function: string; readonly region: string; readonly ms: number }): void;
};

/** Plans at most one kill per run. */
export type KillPlan = {
  /** Milliseconds into the run at which it is killed, or undefined to spare it. */
  next(functionName: string): number | undefined;
  /** Learns how long the function's runs take. */
  learn(functionName: string, ms: number): void;
};

/** A run whose length is not yet known is taken to last so long, milliseconds. */
const GUESS_MS = 20;

/** Kills fall evenly over the time that a function's runs have lately taken, so that they hit every step of it. */
export function killPlan({ seed, rate = 0.15 }: Chaos): KillPlan {
  const chance = seededChance(seed);
  const typical = new Map<string, number>();
  return {
    next(functionName) {
      const isDoomed = chance.next() < rate;
      const share = chance.next();
      return isDoomed ? share * (typical.get(functionName) ?? GUESS_MS) : undefined;
    },
    learn(functionName, ms) {
      typical.set(functionName, 0.7 * (typical.get(functionName) ?? ms) + 0.3 * ms);
    },
  };
}
