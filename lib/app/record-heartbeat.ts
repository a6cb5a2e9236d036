import { HEARTBEAT_REPORTS, type HeartbeatReport, MESSAGE_LENGTH } from '../core/heartbeat.ts';
import { DAY, SECOND } from '../core/time.ts';
import type { Context } from './ports.ts';

export type HeartbeatCall = {
  /** `/<check>/<signature>`, and `/start` or `/fail` behind it. */
  readonly path: string;
  /** `duration` in seconds, `message`. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Taken as the message where the query has none. */
  readonly body?: string;
};

/** The answer to the job. Everything that is not right is `unknown`: who guesses learns nothing. */
export type HeartbeatAnswer = 'recorded' | 'unknown';

/**
 * Records what a job says of itself. It may say so twice: only the newest report of a sort is kept. Throws when the
 * table is away, so that the job may try again.
 */
export async function recordHeartbeat(
  ctx: Pick<Context, 'monitor' | 'clock' | 'heartbeats' | 'signatures'>,
  { path, query, body = '' }: HeartbeatCall,
): Promise<HeartbeatAnswer> {
  const [, id, signature, type = 'success', ...rest] = path.replace(/\/$/, '').split('/');
  const isReport = (HEARTBEAT_REPORTS as readonly string[]).includes(type) && rest.length === 0;
  const check = ctx.monitor.checks.find((one) => one.kind === 'heartbeat' && one.id === id);
  if (check === undefined || signature === undefined || !isReport) return 'unknown';
  if (!(await ctx.signatures.verify(check.id, signature))) return 'unknown';
  const durationMs = Number(query.duration) * SECOND;
  const message = (query.message ?? body).trim().slice(0, MESSAGE_LENGTH);
  await ctx.heartbeats.record(check.id, {
    type: type as HeartbeatReport['type'],
    at: ctx.clock.now(),
    ...(durationMs >= 0 && durationMs <= 366 * DAY && { durationMs }),
    ...(type === 'fail' && message !== '' && { message }),
  });
  return 'recorded';
}
