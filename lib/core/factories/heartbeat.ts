import type { HeartbeatDefinition, HeartbeatOptions } from '../kinds/heartbeat.ts';
import { carry } from './carry.ts';

/**
 * A check of a job that reports by itself, to a signed URL that `killdeer heartbeat` prints. Late and failing are
 * different failures; a job that never reported is neither.
 */
export function heartbeat(id: string, options: HeartbeatOptions): HeartbeatDefinition {
  return carry(options, { kind: 'heartbeat' as const, id });
}
