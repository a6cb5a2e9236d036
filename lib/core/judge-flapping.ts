import { resolveIncident } from './close-incident.ts';
import type { Surroundings } from './dependency.ts';
import { isSteady, turnFlapping } from './flap.ts';
import { heldBy } from './held.ts';
import type { CheckState, FlapState, Incident } from './incident.ts';
import { type CheckPolicy, changeIncident } from './incident-step.ts';
import { escalate } from './open-incident.ts';
import { recordSteady } from './tell-flapping.ts';
import type { Verdict } from './verdict.ts';

/** One incident for all its ups and downs. When they are over, it ends, or goes on as what it has become. */
export function judgeFlapping(
  state: CheckState,
  incident: Incident,
  flap: FlapState,
  verdict: Verdict,
  policy: CheckPolicy,
  around: Surroundings,
): CheckState {
  const turned = turnFlapping(state, flap, verdict, policy);
  const { flap: now = flap } = turned;
  if (!willTrip(verdict, policy) && (turned !== state || !isSteady(state, verdict, policy))) return turned;
  if (now.side === 'well' && !verdict.recovered) return turned;
  if (now.side === 'down' && (verdict.name !== 'down' || heldBy(state, verdict, around) !== undefined)) return turned;
  const { flap: _over, ...steady } = { ...turned, verdict: verdict.name, since: verdict.asOf, judgedAt: verdict.asOf };
  if (now.side === 'well') return resolveIncident(steady, incident, verdict, policy, now);
  return changeIncident(steady, (step) => escalate(recordSteady(step, now, verdict.asOf), verdict, policy));
}

/** What can be contained is contained each time: a check that flaps wakes nobody once more, but its switch is not held back. */
export function willTrip({ name, containable }: Verdict, { contain }: CheckPolicy): boolean {
  return name === 'down' && containable && contain?.mode === 'auto';
}
