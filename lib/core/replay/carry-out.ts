import { advanceCheck } from '../advance-check.ts';
import { advanceService, openService, type ServiceRequest } from '../advance-service.ts';
import { type Effect, laneHeads, type Owed, settle } from '../effect.ts';
import type { CheckState } from '../incident.ts';
import type { Monitor } from '../monitor.ts';
import { serviceOf } from '../service-of.ts';
import type { ServiceState } from '../service-state.ts';
import type { Contained } from './decision.ts';
import type { Lane } from './lane.ts';
import type { Performances } from './performances.ts';

/** The services of a replay and what their switches went through. */
export type Services = {
  readonly states: Map<string, ServiceState>;
  /** In the order in which they began. */
  readonly contained: Contained[];
  /** Those that last, by service and switch. */
  readonly lasting: Map<string, Contained>;
};

type Grounds = {
  readonly monitor: Monitor;
  readonly services: Services;
  readonly performances: Performances;
  /** The state of a check, for what a trip should relieve. */
  readonly stateOf: (check: string) => CheckState | undefined;
  readonly onNotice: (effect: Extract<Effect, { type: 'notice' }>) => void;
};

/**
 * Carries out whatever a lane owes when it was recorded to be carried out, else at once, as if every receiver took it at the
 * first attempt: a history has no switchboards to write, and its bursts are in it or never happened. Services veto as they
 * would have. What is left is owed until `answersDue`.
 */
export function carryOut(lane: Lane, at: number, grounds: Grounds, onChange: (before: CheckState) => void): void {
  for (let heads = dueHeads(lane, at, grounds); heads.length > 0; heads = dueHeads(lane, at, grounds)) {
    for (const owed of heads) {
      const before = lane.state;
      grounds.performances.took(owed.effect);
      const answer = answerTo(owed.effect, at, grounds);
      const outcome = answer.is === 'vetoed' ? answer : ({ is: 'done', detail: answer.detail } as const);
      const settled = settle(before.owed, owed.id, outcome, at, 0);
      lane.state = { ...before, owed: settled.owed };
      if (settled.finished === undefined) continue;
      const { as, detail } = settled.finished;
      const isTrip = owed.effect.type === 'hold' && owed.effect.reason === 'down';
      const relieved = isTrip
        ? (lane.policy.contain?.relieves ?? []).filter((id) => isInTrouble(grounds.stateOf(id)))
        : [];
      lane.state = advanceCheck(lane.state, { type: 'performed', owed, as, detail, at, relieved }, lane.policy);
      onChange(before);
    }
  }
}

/** When the effects that a lane owes still were answered. */
export function answersDue({ state }: Lane, { answeredAt }: Pick<Performances, 'answeredAt'>): readonly number[] {
  return laneHeads(state.owed).flatMap(({ effect }) => answeredAt(effect) ?? []);
}

function dueHeads({ state }: Lane, at: number, { performances }: Grounds): readonly Owed[] {
  return laneHeads(state.owed).filter(({ effect }) => (performances.answeredAt(effect) ?? at) <= at);
}

function answerTo(
  effect: Effect,
  at: number,
  grounds: Grounds,
): { is: 'done'; detail: string } | { is: 'vetoed'; reason: string } {
  switch (effect.type) {
    case 'notice':
      grounds.onNotice(effect);
      return { is: 'done', detail: '' };
    case 'hold': {
      const { incident, check, n, allow, reason } = effect;
      const hold = { switch: effect.switch, incident, check, n, allow, reason, at };
      return ask(effect.service, { type: 'hold', hold }, at, grounds);
    }
    case 'release': {
      const { incident, n } = effect;
      return ask(effect.service, { type: 'release', incident, n, switch: effect.switch, at }, at, grounds);
    }
    case 'burst':
    case 'archive':
    case 'switchboard':
      return { is: 'done', detail: '' };
    default:
      return effect satisfies never;
  }
}

function ask(id: string, request: ServiceRequest, at: number, { monitor, services }: Grounds) {
  const service = serviceOf(monitor, id);
  const { state, answer } = advanceService(services.states.get(id) ?? openService(id), request, service);
  const after = { ...state, owed: [] };
  services.states.set(id, after);
  book(services, after, at);
  return answer;
}

/** Begins and ends the times in which a switch is held. */
function book({ contained, lasting }: Services, { service, holds }: ServiceState, at: number): void {
  const held = new Set(holds.filter(({ allow }) => allow < 100).map((hold) => hold.switch));
  for (const [key, one] of lasting) {
    if (one.service !== service || held.has(one.switch)) continue;
    one.to = at;
    lasting.delete(key);
  }
  for (const name of held) {
    const key = `${service}.${name}`;
    if (lasting.has(key)) continue;
    const begun: Contained = { service, switch: name, from: at };
    lasting.set(key, begun);
    contained.push(begun);
  }
}

function isInTrouble(state: CheckState | undefined): boolean {
  return state !== undefined && ['down', 'partial', 'suspected', 'flapping'].includes(state.verdict);
}
