import { advanceCheck, calmCheck } from '../../../lib/core/advance-check.ts';
import { NO_SURROUNDINGS, type ParentState, type Surroundings } from '../../../lib/core/dependency.ts';
import type { CheckState } from '../../../lib/core/incident.ts';
import type { CheckPolicy } from '../../../lib/core/incident-step.ts';
import { MINUTE } from '../../../lib/core/time.ts';
import type { Verdict, VerdictName } from '../../../lib/core/verdict.ts';
import { NOON } from '../../builders.ts';

/** One notice as it was told: `4 trigger critical` is of minute 4. */
export type Life = { readonly state: CheckState; readonly told: readonly string[]; readonly events: readonly string[] };

export const POLICY: CheckPolicy = {
  monitor: 'shop',
  check: 'reviews',
  cadenceMs: MINUTE,
  channels: ['sns'],
  flapping: { changes: 3, windowMs: 15 * MINUTE },
};

/** A verdict so many minutes after noon, without regions behind it. */
export function aVerdict(name: VerdictName, minute: number, more: Partial<Verdict> = {}): Verdict {
  return {
    name,
    asOf: NOON + minute * MINUTE,
    evidence: { rule: '2 in a row', votes: [] },
    containable: false,
    recovered: name === 'up',
    lacking: 1,
    ...more,
  };
}

/** A parent of one minute's cadence. */
export function aParent(inTrouble: boolean, sinceMinute: number, cadenceMs: number = MINUTE): ParentState {
  return { check: 'database', kind: 'own', inTrouble, since: NOON + sinceMinute * MINUTE, cadenceMs };
}

/**
 * Lives through a verdict each minute from noon on: `d` down, `u` up, `p` partial, `g` degraded, `?` unknown. What is owed is
 * done at once. `around`: what stands around the check in a minute.
 */
export function live(
  word: string,
  policy: CheckPolicy = POLICY,
  around: (minute: number) => Surroundings = () => NO_SURROUNDINGS,
): Life {
  const names: Readonly<Record<string, VerdictName>> = {
    d: 'down',
    u: 'up',
    p: 'partial',
    g: 'degraded',
    '?': 'unknown',
  };
  let state = calmCheck('reviews');
  const told: string[] = [];
  const events: string[] = [];
  let seen = 0;
  let incident: string | undefined;
  for (const [minute, letter] of [...word].entries()) {
    const at = NOON + minute * MINUTE;
    const verdict = aVerdict(names[letter] ?? 'unknown', minute);
    for (const signal of [
      { type: 'verdict', verdict, around: around(minute) } as const,
      { type: 'time', at } as const,
    ]) {
      state = advanceCheck(state, signal, policy);
      if (state.incident?.id !== incident) seen = 0;
      incident = state.incident?.id;
      for (const { type } of state.incident?.events.slice(seen) ?? []) events.push(`${minute} ${type}`);
      seen = state.incident?.events.length ?? 0;
      for (const { effect } of state.owed) {
        if (effect.type !== 'notice') continue;
        told.push(`${minute} ${effect.notice.kind} ${effect.notice.severity}`);
      }
      state = { ...state, owed: [] };
    }
  }
  return { state, told, events };
}

export const pages = ({ told }: Life): number => told.filter((one) => one.includes('trigger critical')).length;
