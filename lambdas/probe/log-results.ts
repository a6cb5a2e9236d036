import type { Chance } from '../../lib/app/ports.ts';
import type { Result } from '../../lib/core/result.ts';
import { log } from '../log.ts';

/** The share of passing results that is logged; what did not pass always is. */
const PASSES_LOGGED = 0.01;

/** One line per result. The log is for looking into one run; whatever is counted is in the results table. */
export function logResults(results: readonly Result[], chance: Chance): void {
  for (const { id, outcome, ...rest } of results) {
    if (outcome !== 'pass' || chance.next() < PASSES_LOGGED) log('result', { check: id, outcome, ...rest });
  }
}
