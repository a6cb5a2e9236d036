import type { Effect } from '../effect.ts';
import type { RecordedIncident } from '../history/history-line.ts';
import type { IncidentEvent, IncidentEventType } from '../incident-event.ts';

/** Events that say that an effect was performed, which takes as long as its receiver takes. */
export const PERFORMED: readonly IncidentEventType[] = ['tripped', 'trip-vetoed', 'restore-step', 'released'];

/** When what recorded incidents asked of a switch was answered: that is a fact like a result, and no decision. */
export type Performances = {
  /** An incident whose effects are answered when they were. Before the frames: what is past is not changed by it. */
  follow(incident: RecordedIncident): void;
  /** When this effect, which is the next that its incident owes of its kind, was answered. Undefined: nothing is known of it. */
  answeredAt(effect: Effect): number | undefined;
  /** It was answered: the next is another one. */
  took(effect: Effect): void;
};

export function startPerformances(): Performances {
  const left = new Map<string, IncidentEvent[]>();
  /** Incidents that lasted at the end of the recording: what they still asked for was not answered in it. */
  const lasting = new Set<string>();
  const nextOf = (effect: Effect): IncidentEvent | undefined => {
    const [next] = ('incident' in effect && left.get(effect.incident)) || [];
    return next !== undefined && answersTo(effect).includes(next.type) ? next : undefined;
  };
  return {
    follow({ id, events, resolvedAt }) {
      if (resolvedAt === undefined && events.some(({ type }) => type === 'trip-asked')) lasting.add(id);
      left.set(
        id,
        events.filter(({ type }) => PERFORMED.includes(type)),
      );
    },
    answeredAt(effect) {
      const isSwitch = effect.type === 'hold' || effect.type === 'release';
      const isOpen = isSwitch && lasting.has(effect.incident) && left.get(effect.incident)?.length === 0;
      return isOpen ? Number.POSITIVE_INFINITY : nextOf(effect)?.at;
    },
    took(effect) {
      if (nextOf(effect) !== undefined && 'incident' in effect) left.get(effect.incident)?.shift();
    },
  };
}

function answersTo(effect: Effect): readonly IncidentEventType[] {
  if (effect.type === 'release') return ['released'];
  if (effect.type !== 'hold') return [];
  return effect.reason === 'restore' ? ['restore-step'] : ['tripped', 'trip-vetoed'];
}
