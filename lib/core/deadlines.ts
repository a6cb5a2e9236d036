import { LATE_MS } from './containment.ts';
import type { CheckState } from './incident.ts';

/** When time alone may change a check's state, milliseconds since 1970. A deadline stands until the decision at it is made. */
export function checkDeadlines(state: CheckState): readonly number[] {
  if (state.flap !== undefined) return [state.flap.digestAt];
  const containment = state.incident?.containment;
  if (containment?.is === 'restoring' && containment.since !== undefined) return [containment.deadline];
  if (containment?.is === 'asked') return containment.late === true ? [] : [containment.askedAt + LATE_MS];
  if (containment?.is !== 'contained') return [];
  const asks = state.incident?.trip?.sees === 'contained' && !containment.person;
  return [
    ...(asks ? [containment.holdUntil] : []),
    ...(containment.relief === undefined ? [] : [containment.relief.deadline]),
  ];
}
