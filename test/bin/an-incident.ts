import type { Incident } from '../../lib/core/incident.ts';
import { aTrip, NOON } from '../builders.ts';

/** An incident of noon: one region fails, one is well, its switch is off for ten minutes. */
export function anIncident(changes: Partial<Incident> = {}): Incident {
  const vote = { of: 2, recovered: false };
  return {
    id: 'recommendations-20261122T120000000',
    severity: 'critical',
    openedAt: NOON,
    firstFailureAt: NOON - 20_000,
    evidence: {
      rule: '2 of the last 2 runs fail in 1 of 2 regions',
      votes: [
        { ...vote, region: 'eu-west-1', vote: 'failing', failures: 2, reason: 'status 500, expected 2xx' },
        { ...vote, region: 'us-east-1', vote: 'passing', failures: 0 },
      ],
    },
    containment: { is: 'contained', n: 1, since: NOON + 1_000, holdUntil: NOON + 601_000, retrips: 0, person: false },
    trip: aTrip(),
    retrips: 0,
    eventCount: 2,
    events: [{ n: 1, at: NOON, type: 'opened', text: 'recommendations is down' }],
    ...changes,
  };
}
