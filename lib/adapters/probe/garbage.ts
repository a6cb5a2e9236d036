import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' | 'major' }) => void;

let collect: Collect | undefined;

/** What was in use when all garbage was collected last, bytes. */
let least = 0;

/** So much more in use than then, and all of it is worth the 20 to 70 milliseconds that its collection takes. Bytes. */
const GROWN = 8 * 1024 * 1024;

/**
 * Collects what is young and no longer used, and every twenty invocations or so what is old. Before the runs of an
 * invocation nothing is under way, so there is little to keep and it takes a few milliseconds; left to V8, it comes among
 * their answers, has all that is under way to copy, and makes a dozen of them late by ten milliseconds and more.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    collect = collector();
    least = getHeapStatistics().used_heap_size;
  }
  collect({ type: 'minor' });
  if (getHeapStatistics().used_heap_size - least < GROWN) return;
  collect({ type: 'major' });
  least = getHeapStatistics().used_heap_size;
}

/**
 * V8's own, which no flag of the command line needs to offer. Left alone, V8 began to mark all that is in use in the middle of
 * most invocations with TLS. Now it does so only where it must have memory.
 */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--no-incremental-marking');
  return runInNewContext('gc');
}
