import type { HeartbeatDefinition, HeartbeatOptions } from '../kinds/heartbeat.ts';
import { carry } from './carry.ts';
import type { NumberConditions } from './conditions.ts';
import { numberFact } from './facts.ts';

/**
 * A check of a job that reports by itself, to a signed URL that `killdeer heartbeat` prints. Late and failing are
 * different failures; a job that never reported is neither.
 */
export function heartbeat(id: string, options: HeartbeatOptions): HeartbeatDefinition {
  return carry(options, { kind: 'heartbeat' as const, id });
}

/** Asks how many seconds the newest run of a job took: as it said itself, else from its start to its success. */
export function jobDuration(): NumberConditions {
  return numberFact('heartbeat.duration');
}
