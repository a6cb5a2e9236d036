import type { Surroundings } from './dependency.ts';
import type { CheckState, FlapState } from './incident.ts';
import { type CheckPolicy, record, type Step, tell } from './incident-step.ts';
import { beginIncident } from './open-incident.ts';
import { loudnessOf } from './route.ts';
import { formatInstant, formatSpan } from './time.ts';
import type { Verdict } from './verdict.ts';

const UNTOUCHED = 'nothing: a check that flaps touches no switch';

/** Opens the incident of a check that flaps from now on. `wasPaged`: somebody was woken of it already, so this can wait. */
export function openFlapping(
  state: CheckState,
  verdict: Verdict,
  policy: CheckPolicy,
  around: Surroundings,
  wasPaged: boolean,
): CheckState {
  const loudness = loudnessOf('flapping', policy);
  const quiet = wasPaged ? { ...loudness, severity: 'warning' as const } : loudness;
  const what = describeFlapping(state, verdict.asOf, policy);
  const began = beginIncident(state, verdict, around, { about: 'flapping', ...quiet });
  const opened = record(began, verdict.asOf, 'opened', what);
  const told = tell(opened, policy, { kind: 'trigger', at: verdict.asOf, what, contained: UNTOUCHED });
  const { held: _over, ...free } = state;
  return { ...free, incident: told.incident, owed: [...state.owed, ...told.owes] };
}

/** The open incident is one of a check that flaps from now on. */
export function tellFlapping(step: Step, state: CheckState, { asOf: at }: Verdict, policy: CheckPolicy): Step {
  const what = describeFlapping(state, at, policy);
  const flaps: Step = { ...step, incident: { ...step.incident, about: 'flapping' } };
  return tell(record(flaps, at, 'flapping', what), policy, { kind: 'update', at, what, contained: UNTOUCHED });
}

/** What has become of it since it began to flap. */
export function tellDigest(step: Step, { check, flap }: CheckState, at: number, policy: CheckPolicy): Step {
  if (flap === undefined) return step;
  const now = flap.side === 'down' ? 'down now' : 'up now';
  const what = `${check} still flaps: down ${flap.falls} times since ${formatInstant(flap.since)}, ${now}`;
  return tell(record(step, at, 'digest', what), policy, { kind: 'update', at, what, contained: UNTOUCHED });
}

/** It no longer flaps: it is down, and goes on as any other incident. */
export function recordSteady(step: Step, flap: FlapState, at: number): Step {
  const text = `down, and no longer flapping: it went down ${flap.falls} times since ${formatInstant(flap.since)}`;
  return record(step, at, 'steady', text);
}

function describeFlapping({ check, flap, turns = [] }: CheckState, at: number, { flapping }: CheckPolicy): string {
  const span = formatSpan(at - (turns[0] ?? at));
  const rule = flapping === undefined ? '' : ` (${flapping.changes} changes in ${formatSpan(flapping.windowMs)})`;
  return `${check} is flapping: ${turns.length} times up or down in ${span}, now ${flap?.side === 'down' ? 'down' : 'up'}${rule}`;
}
