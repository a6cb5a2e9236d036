import type { Check } from '../../../../lib/core/check.ts';
import type { Outcome } from '../../../../lib/core/result.ts';
import { slotsBetween } from '../../../../lib/core/schedule.ts';
import type { Entry } from '../../../../lib/core/series.ts';
import { SECOND } from '../../../../lib/core/time.ts';
import { NOON } from '../../../builders.ts';

/** What a check's target answers to a region, so many seconds after noon. */
export type Answer = (region: string, second: number, check: string) => Outcome;

export type Run = { readonly check: string; readonly region: string; readonly entry: Entry };

/** The scheduled runs of checks over so many seconds from noon on, in the order in which they ended. */
export function runsOf(checks: readonly Check[], seconds: number, answer: Answer): readonly Run[] {
  const all = checks.flatMap((check) =>
    check.regions.flatMap((region) =>
      slotsBetween(check, region, NOON, NOON + seconds * SECOND).map((slot): Run => {
        const outcome = answer(region, (slot - NOON) / SECOND, check.id);
        const entry = { slot, run: 'scheduled' as const, outcome, total: 50, startedAt: slot, endedAt: slot + 50 };
        return { check: check.id, region, entry: outcome === 'pass' ? entry : { ...entry, reason: 'status: 500' } };
      }),
    ),
  );
  return all.sort((a, b) => a.entry.endedAt - b.entry.endedAt);
}
