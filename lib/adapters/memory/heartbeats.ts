import type { Heartbeats } from '../../app/ports.ts';
import type { HeartbeatState } from '../../core/heartbeat.ts';

/** Heartbeats in memory. */
export function memoryHeartbeats(): Heartbeats {
  const states = new Map<string, HeartbeatState>();
  return {
    read: async (id) => states.get(id),
    async record(id, { type, at, durationMs, message }) {
      const state = states.get(id) ?? {};
      const field = ({ start: 'startedAt', success: 'succeededAt', fail: 'failedAt' } as const)[type];
      if ((state[field] ?? 0) >= at) return;
      const { message: former, durationMs: formerMs, ...rest } = state;
      const said = type === 'fail' ? message : former;
      const took = type === 'start' ? formerMs : durationMs;
      const next = {
        ...rest,
        ...(said !== undefined && { message: said }),
        ...(took !== undefined && { durationMs: took }),
      };
      states.set(id, { ...next, [field]: at });
    },
  };
}
