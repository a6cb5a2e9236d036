import { formatSpan } from './time.ts';

/** What a job said when it called: that it began, that it ended well, or that it failed. */
export const HEARTBEAT_REPORTS = ['start', 'success', 'fail'] as const;

export type HeartbeatReport = {
  readonly type: (typeof HEARTBEAT_REPORTS)[number];
  /** When it came to us, milliseconds since 1970. */
  readonly at: number;
  /** How long the run took, as the job says it, milliseconds. */
  readonly durationMs?: number;
  /** What the job says of a failure, at most `MESSAGE_LENGTH` characters. */
  readonly message?: string;
};

/** The newest report of each sort. Times in milliseconds since 1970. */
export type HeartbeatState = {
  readonly startedAt?: number;
  readonly succeededAt?: number;
  readonly failedAt?: number;
  /** Of the newest run that ended and said so. */
  readonly durationMs?: number;
  /** Of the newest failure. */
  readonly message?: string;
};

/** Longest message that is kept of a failed job, in characters. */
export const MESSAGE_LENGTH = 200;

/** When reports are due. Milliseconds. */
export type HeartbeatTimes = {
  /** Between two successes. */
  readonly periodMs: number;
  /** How much later than that a success may come. */
  readonly graceMs: number;
  /** How long a run that said `start` may take. */
  readonly withinMs?: number;
};

/** How a job is doing. `late`: it did not say in time that it ended well. `failed`: it said that it failed. */
export type HeartbeatStatus =
  | { readonly is: 'unseen' }
  | { readonly is: 'well'; readonly ageMs?: number; readonly durationMs?: number }
  | { readonly is: 'late' | 'failed'; readonly message: string; readonly expected: string; readonly actual: string };

/**
 * How a job is doing at `now`. A failure stands until the next success; a run that began after it says nothing yet. A
 * job that never reported is unseen, which is not late: it may not be deployed yet.
 */
export function heartbeatStatus(
  times: HeartbeatTimes,
  state: HeartbeatState | undefined,
  now: number,
): HeartbeatStatus {
  const { startedAt, succeededAt, failedAt, message } = state ?? {};
  const since = succeededAt ?? startedAt;
  if (failedAt !== undefined && failedAt > (succeededAt ?? 0)) {
    const said = message === undefined ? 'without saying why' : message;
    const text = `the job reported a failure ${ago(failedAt, now)}: ${said}`;
    return { is: 'failed', message: text, expected: 'a success', actual: said };
  }
  if (since === undefined) return { is: 'unseen' };
  const endedAt = Math.max(succeededAt ?? 0, failedAt ?? 0);
  const { withinMs } = times;
  if (withinMs !== undefined && startedAt !== undefined && startedAt > endedAt && now - startedAt > withinMs) {
    const expected = `an end within ${formatSpan(withinMs)}`;
    const actual = `began ${ago(startedAt, now)} and has not ended`;
    return { is: 'late', message: `the job ${actual}; it may take ${formatSpan(withinMs)}`, expected, actual };
  }
  const { periodMs, graceMs } = times;
  if (now - since > periodMs + graceMs) {
    const expected = `a success every ${formatSpan(periodMs)}, with ${formatSpan(graceMs)} of grace`;
    const actual =
      succeededAt === undefined ? `began ${ago(since, now)}, no success yet` : `last one ${ago(since, now)}`;
    return { is: 'late', message: `the job is late: ${actual}; expected ${expected}`, expected, actual };
  }
  return { is: 'well', ...ageOf(succeededAt, now), ...durationOf(state ?? {}) };
}

/** Seconds of the newest run: as the job says it, else from its start to its success. */
function durationOf({ durationMs, startedAt, succeededAt }: HeartbeatState): { readonly durationMs?: number } {
  if (durationMs !== undefined) return { durationMs };
  if (startedAt === undefined || succeededAt === undefined || startedAt > succeededAt) return {};
  return { durationMs: succeededAt - startedAt };
}

function ageOf(succeededAt: number | undefined, now: number): { readonly ageMs?: number } {
  return succeededAt === undefined ? {} : { ageMs: Math.max(0, now - succeededAt) };
}

function ago(at: number, now: number): string {
  return `${formatSpan(Math.max(0, now - at))} ago`;
}
