import { removeCheck, resolveIncident } from './close-incident.ts';
import { containmentAnswered, isHolding, judgeContainment, judgeRelief, timeContainment } from './containment.ts';
import { isInTrouble, NO_SURROUNDINGS, type Surroundings } from './dependency.ts';
import { type Owed, owe } from './effect.ts';
import { bookTurn, isFlapping, isSteady, startFlapping, turnFlapping, wasPaged } from './flap.ts';
import { heldBy } from './held.ts';
import type { CheckState, FlapState, Held, Incident } from './incident.ts';
import { type CheckPolicy, record, type Step } from './incident-step.ts';
import { containLater, escalate, openIncident } from './open-incident.ts';
import { askRelease } from './restore.ts';
import { aboutOf } from './route.ts';
import { openFlapping, recordSteady, tellDigest, tellFlapping } from './tell-flapping.ts';
import { DAY, MINUTE } from './time.ts';
import type { Verdict, VerdictName } from './verdict.ts';

/** Trouble that is no outage is told after so long, or two cadences where that is longer. */
const LINGERS_MS = MINUTE;

/** What may change a check's state. Instants in milliseconds since 1970. */
export type CheckSignal =
  | { readonly type: 'verdict'; readonly verdict: Verdict; readonly around?: Surroundings }
  | { readonly type: 'time'; readonly at: number }
  /** An owed effect is finished. `relieved`: for a hold, the checks in `relieves` that were in trouble then. */
  | {
      readonly type: 'performed';
      readonly owed: Owed;
      readonly as: 'done' | 'vetoed' | 'dead';
      readonly detail: string;
      readonly at: number;
      readonly relieved: readonly string[];
    }
  /** The grace of a trip is over; `down`: the watched checks that are no better. */
  | { readonly type: 'relief'; readonly down: readonly string[]; readonly at: number }
  | { readonly type: 'acknowledge'; readonly by: string; readonly at: number }
  /** A person gives the incident's switch back. */
  | { readonly type: 'release'; readonly by: string; readonly at: number }
  /** The check is no longer defined. */
  | { readonly type: 'removed'; readonly at: number };

/** A check that was never in trouble. */
export function calmCheck(check: string): CheckState {
  return { check, verdict: 'up', since: 0, judgedAt: 0, owed: [] };
}

/** Whether detection must keep an eye on it: an incident, or a verdict that is not plain health. */
export function isCalm(state: CheckState): boolean {
  return state.incident === undefined && (state.verdict === 'up' || state.verdict === 'unknown');
}

/** The next state of a check. Returns the very same object when nothing changes. */
export function advanceCheck(state: CheckState, signal: CheckSignal, policy: CheckPolicy): CheckState {
  switch (signal.type) {
    case 'verdict':
      return signal.verdict.asOf < state.judgedAt
        ? state
        : takeVerdict(state, signal.verdict, policy, signal.around ?? NO_SURROUNDINGS);
    case 'performed':
      return changeIncident(state, (step) => tookEffect(step, signal, policy));
    case 'time':
      return passTime(state, policy, signal.at);
    case 'relief':
      return changeIncident(state, (step) =>
        step.incident.trip === undefined ? step : judgeRelief(step, policy, step.incident.trip, signal.down, signal.at),
      );
    case 'acknowledge':
      return changeIncident(state, (step) => acknowledge(step, signal.by, signal.at));
    case 'release':
      return changeIncident(state, (step) => releaseByPerson(step, policy, signal.by, signal.at));
    case 'removed':
      return removeCheck(state, policy, signal.at);
    default:
      return signal satisfies never;
  }
}

function takeVerdict(state: CheckState, verdict: Verdict, policy: CheckPolicy, around: Surroundings): CheckState {
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

/** One incident for all its ups and downs. When they are over, it ends, or goes on as what it has become. */
function judgeFlapping(
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
function willTrip({ name, containable }: Verdict, { contain }: CheckPolicy): boolean {
  return name === 'down' && containable && contain?.mode === 'auto';
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

/** What time alone may tell: the digest of a check that flaps, and what containment waits for. */
function passTime(state: CheckState, policy: CheckPolicy, at: number): CheckState {
  const { flap, incident } = state;
  if (flap !== undefined && incident !== undefined && at >= flap.digestAt) {
    const windowMs = policy.flapping?.windowMs ?? DAY;
    // Of when it was due: whoever is late says the same, and of several that were missed the last one.
    const due = flap.digestAt + Math.floor((at - flap.digestAt) / windowMs) * windowMs;
    const next = { ...state, flap: { ...flap, digestAt: due + windowMs } };
    return changeIncident(next, (step) => tellDigest(step, state, due, policy));
  }
  return changeIncident(state, (step) =>
    step.incident.trip === undefined ? step : timeContainment(step, policy, step.incident.trip, at),
  );
}

function acknowledge(step: Step, by: string, at: number): Step {
  if (step.incident.acknowledged !== undefined) return step;
  const told = record(step, at, 'acknowledged', `acknowledged by ${by}`);
  return { ...told, incident: { ...told.incident, acknowledged: { by, at } } };
}

function releaseByPerson(step: Step, policy: CheckPolicy, by: string, at: number): Step {
  const { containment, trip } = step.incident;
  if (trip === undefined || !('n' in containment) || containment.is === 'releasing') return step;
  const why = `released by ${by}`;
  return askRelease(step, policy, trip, { n: containment.n, ends: 'given-up', why, at });
}

function tookEffect(step: Step, signal: Extract<CheckSignal, { type: 'performed' }>, policy: CheckPolicy): Step {
  const { effect, id } = signal.owed;
  if ((effect.type === 'hold' || effect.type === 'release') && effect.incident === step.incident.id) {
    const { trip } = step.incident;
    if (trip === undefined) return step;
    return containmentAnswered(step, policy, trip, { ...signal, n: effect.n });
  }
  const of = effect.type === 'notice' ? effect.notice.incident : 'incident' in effect ? effect.incident : undefined;
  if (signal.as !== 'dead' || of !== step.incident.id) return step;
  return record(step, signal.at, 'undeliverable', `${effect.type} gave up: ${signal.detail}`, { effect: id });
}

function changeIncident(state: CheckState, change: (step: Step) => Step): CheckState {
  const { incident } = state;
  if (incident === undefined) return state;
  const next = change({ incident, owes: [] });
  if (next.incident === incident && next.owes.length === 0) return state;
  return { ...state, incident: next.incident, owed: [...state.owed, ...next.owes] };
}

function wantsBurst(before: CheckState, verdict: Verdict): boolean {
  return isDoubtful(verdict.name) && !isDoubtful(before.verdict) && before.verdict !== 'down';
}

function isDoubtful(verdict: VerdictName): boolean {
  return verdict === 'suspected' || verdict === 'partial';
}

function oweBurst(state: CheckState, verdict: Verdict): CheckState {
  if (verdict.trigger === undefined) return state;
  const slot = verdict.asOf;
  const effect = {
    type: 'burst' as const,
    check: state.check,
    by: verdict.trigger.region,
    slot,
    runs: verdict.lacking,
  };
  return { ...state, owed: [...state.owed, owe(`${state.check}/burst-${slot}`, `${state.check}/burst`, effect, slot)] };
}
