import type { AssertionOn } from '../assertion.ts';
import type { Facts } from '../facts.ts';
import { cannotTell, type Judged, judged } from '../judged.ts';
import { durationMs } from '../time.ts';

/** Holds what a phase took against its limits. A phase that did not happen (tls over http) took no time. */
export function judgeLatency(
  { phase, below, warn }: AssertionOn<'latency'>,
  { phases, total, lag = 0 }: Facts,
): Judged {
  const took = phase === 'total' ? total : phases[phase];
  const what = `latency ${phase}`;
  const actual = took === undefined ? 'none' : `${took.toFixed(1)}ms`;
  const limit = durationMs(below);
  // The target may have been in time where only our own lateness made it miss.
  if (took !== undefined && took >= limit && took - lag < limit) {
    const message = `${what} is ${actual}, expected below ${below}, but up to ${lag.toFixed(1)}ms may be the probe's own delay`;
    return cannotTell(() => ({ what, expected: `below ${below}`, actual, kind: 'probe', message }));
  }
  if (took !== undefined && took < limit && warn !== undefined && took - lag >= durationMs(warn)) {
    return judged('warn', () => ({
      what,
      expected: `below ${warn}`,
      actual,
      note: ` (warning; it fails at ${below})`,
    }));
  }
  const holds = took === undefined || took < limit;
  return judged(holds, () => ({ what, expected: `below ${below}`, actual }));
}
