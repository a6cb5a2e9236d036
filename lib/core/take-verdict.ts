import { isDoubtful, oweBurst, wantsBurst } from './burst.ts';
import { resolveIncident } from './close-incident.ts';
import { isHolding, judgeContainment } from './containment.ts';
import { isInTrouble, type Surroundings } from './dependency.ts';
import { bookTurn, isFlapping, startFlapping, wasPaged } from './flap.ts';
import { heldBy } from './held.ts';
import type { CheckState, Held } from './incident.ts';
import { type CheckPolicy, changeIncident, type Step } from './incident-step.ts';
import { judgeFlapping, willTrip } from './judge-flapping.ts';
import { containLater, escalate, openIncident } from './open-incident.ts';
import { aboutOf } from './route.ts';
import { openFlapping, tellFlapping } from './tell-flapping.ts';
import { MINUTE } from './time.ts';
import type { Verdict } from './verdict.ts';

/** Trouble that is no outage is told after so long, or two cadences where that is longer. */
const LINGERS_MS = MINUTE;

/** What a verdict makes of a check: opens, worsens, contains, restores or ends its incident, or holds that back. */
export function takeVerdict(
  state: CheckState,
  verdict: Verdict,
  policy: CheckPolicy,
  around: Surroundings,
): CheckState {
  const next = withUnusual(judged(state, verdict, policy, around), verdict);
  if (next === state) return state;
  // Whatever it changed: a turn of what flaps or a step of a restore must not be undone by who saw less, and says so later.
  const now = { ...next, judgedAt: verdict.asOf };
  return isInTrouble(now) || !isInTrouble(state) ? now : { ...now, endedAt: verdict.asOf };
}

/** Remembers whether something unusual stands, which lasts longer than it takes to begin. */
function withUnusual(state: CheckState, { anomaly }: Verdict): CheckState {
  const stands = anomaly !== undefined && !anomaly.isExplained;
  if (stands === (state.unusual === true)) return state;
  const { unusual: _over, ...usual } = state;
  return stands ? { ...usual, unusual: true } : usual;
}

function judged(state: CheckState, verdict: Verdict, policy: CheckPolicy, around: Surroundings): CheckState {
  const { flap, incident } = state;
  if (flap !== undefined && incident !== undefined)
    return judgeFlapping(state, incident, flap, verdict, policy, around);
  const changed = verdict.name !== state.verdict;
  const now: CheckState = changed
    ? { ...state, verdict: verdict.name, since: verdict.asOf, judgedAt: verdict.asOf }
    : state;
  return now.incident === undefined
    ? judgeCalm(state, now, verdict, policy, around)
    : judgeOpen(now, verdict, policy, around);
}

/** No incident yet: opens one, holds it back, or asks all regions to look. */
function judgeCalm(
  before: CheckState,
  now: CheckState,
  verdict: Verdict,
  policy: CheckPolicy,
  around: Surroundings,
): CheckState {
  const isDown = verdict.name === 'down';
  if (!isDown && !isLingering(now, verdict, policy)) {
    const { held, ...free } = now;
    // A hold lasts until the check is well: on its way there it may be partial for a while.
    const calm = held === undefined || !(verdict.name === 'up' || verdict.recovered) ? now : free;
    return now !== before && wantsBurst(before, verdict) ? oweBurst(calm, verdict) : calm;
  }
  const held = heldBy(now, verdict, around);
  if (held !== undefined) return isSameHold(held, now.held) ? now : { ...now, held };
  const opened = isDown ? goDown(now, verdict, policy, around) : openIncident(now, verdict, policy, around);
  if (!isDown) return opened;
  // Down at its first failure, and not enough to contain: nobody has been asked yet.
  const isEnough = policy.contain === undefined || verdict.containable;
  return isEnough || isDoubtful(before.verdict) ? opened : oweBurst(opened, verdict);
}

/** Going down opens an incident: one of its own, or, where it was one time too many, that of a check that flaps. */
function goDown(state: CheckState, verdict: Verdict, policy: CheckPolicy, around: Surroundings): CheckState {
  const turned = bookTurn(state, verdict.asOf, policy);
  const { flapping } = policy;
  if (flapping === undefined || willTrip(verdict, policy) || !isFlapping(turned, verdict.asOf, policy)) {
    return openIncident(turned, verdict, policy, around);
  }
  const flaps = startFlapping(turned, 'down', verdict.asOf, flapping.windowMs);
  return openFlapping(flaps, verdict, policy, around, wasPaged(turned, verdict.asOf, flapping.windowMs));
}

/** An incident is open: it may get worse, be contained or restored, and end. Nothing holds back its end. */
function judgeOpen(now: CheckState, verdict: Verdict, policy: CheckPolicy, around: Surroundings): CheckState {
  const next = escalated(now, verdict, policy, around);
  const { incident } = next;
  if (incident === undefined) return next;
  const about = aboutOf(incident);
  const isWell = verdict.recovered && (about === 'down' || verdict.name === 'up');
  if (!isWell || isHolding(incident, verdict.asOf)) return next;
  const { flapping } = policy;
  if (flapping === undefined || about !== 'down') return resolveIncident(next, incident, verdict, policy);
  const turned = bookTurn(next, verdict.asOf, policy);
  if (!isFlapping(turned, verdict.asOf, policy)) return resolveIncident(turned, incident, verdict, policy);
  const flaps = startFlapping(turned, 'well', verdict.asOf, flapping.windowMs);
  return changeIncident(flaps, (step) => tellFlapping(step, flaps, verdict, policy));
}

/** What is less than down may become it, unless that is held back; what is down may be contained. */
function escalated(now: CheckState, verdict: Verdict, policy: CheckPolicy, around: Surroundings): CheckState {
  const { incident } = now;
  if (incident === undefined) return now;
  if (aboutOf(incident) === 'down') return changeIncident(now, (step) => judgeDown(step, verdict, policy, around));
  if (verdict.name !== 'down') return now;
  const held = heldBy(now, verdict, around);
  if (held !== undefined) return isSameHold(held, now.held) ? now : { ...now, held };
  const { held: _over, ...free } = bookTurn(now, verdict.asOf, policy);
  return changeIncident(free, (step) => escalate(step, verdict, policy));
}

function judgeDown(step: Step, verdict: Verdict, policy: CheckPolicy, around: Surroundings): Step {
  const { containment, trip } = step.incident;
  if (containment.is === 'none' && verdict.name === 'down') {
    const isHeld = around.maintenanceUntil !== undefined || around.parents.some(({ inTrouble }) => inTrouble);
    return isHeld ? step : containLater(step, verdict, policy);
  }
  return trip === undefined ? step : judgeContainment(step, policy, trip, verdict);
}

/**
 * Degraded or partial for long enough to tell somebody: most of it is over, or down, much sooner. An anomaly has waited for
 * its evidence; only one that was there before the last trouble ended may be what is left of that.
 */
function isLingering(state: CheckState, { name, asOf, anomaly }: Verdict, { cadenceMs }: CheckPolicy): boolean {
  if (name !== 'degraded' && name !== 'partial') return false;
  if (name === 'degraded' && anomaly !== undefined && anomaly.since > (state.endedAt ?? 0)) return true;
  return asOf - state.since >= Math.max(LINGERS_MS, 2 * cadenceMs);
}

function isSameHold(one: Held, other: Held | undefined): boolean {
  return other !== undefined && one.for === other.for && one.by === other.by;
}
