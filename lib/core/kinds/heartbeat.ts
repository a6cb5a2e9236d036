import type { CommonCheck, CommonOptions } from '../common-check.ts';
import type { HeartbeatTimes } from '../heartbeat.ts';
import { type CountRule, compileRule } from '../rule.ts';
import { type Duration, durationMs, formatSpan, MINUTE } from '../time.ts';

/** One report is no sample: what it says is so. */
const AT_ONCE: CountRule = { hits: 1, of: 1 };

export type HeartbeatOptions = Omit<CommonOptions, 'timeout' | 'retry' | 'detect'> & {
  /** How often the job ends well. At least 1 min. */
  readonly period: Duration;
  /** How much later than that it may report. Default: a tenth of the period, at least 1 min. */
  readonly grace?: Duration;
  /** How long a run that reported its start may take. Default: no limit but the period. */
  readonly within?: Duration;
};

/** A `heartbeat` check as a person wrote it. */
export type HeartbeatDefinition = HeartbeatOptions & { readonly kind: 'heartbeat'; readonly id: string };

export type HeartbeatFields = HeartbeatTimes & { readonly kind: 'heartbeat' };

export type HeartbeatCheck = CommonCheck & HeartbeatFields;

/** When a job's reports are due. */
export function compileHeartbeat(
  definition: HeartbeatDefinition,
): HeartbeatFields & Pick<CommonCheck, 'target' | 'failWhen' | 'recoverWhen' | 'retry'> {
  const { period, grace, within, failWhen = AT_ONCE, recoverWhen = AT_ONCE } = definition;
  const periodMs = durationMs(period);
  return {
    kind: 'heartbeat',
    target: `a job that reports every ${formatSpan(periodMs)}`,
    periodMs,
    graceMs: grace === undefined ? Math.max(MINUTE, periodMs / 10) : durationMs(grace),
    ...(within !== undefined && { withinMs: durationMs(within) }),
    failWhen: compileRule(failWhen),
    recoverWhen,
    retry: [],
  };
}
