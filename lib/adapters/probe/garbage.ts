import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: ((options: { readonly type: 'minor' }) => void) | undefined;

/**
 * Collects what is young and no longer used. Before the runs of an invocation nothing is under way, so there is little to
 * keep and it takes a few milliseconds; left to V8, it comes among their answers, has all that is under way to copy, and
 * makes a dozen of them late by ten milliseconds and more.
 */
export function collectGarbage(): void {
  collect ??= collector();
  collect({ type: 'minor' });
}

/** V8's own, which no flag of the command line needs to offer. */
function collector(): NonNullable<typeof collect> {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
