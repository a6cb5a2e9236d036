/**
 * Why a probe did not pass. `guard`: the target's address is not one that the region may reach. `late`, `failed`: a job
 * did not report in time, or reported that it failed. `unseen`: it never reported, which votes `unknown`.
 * `probe`: our own fault, never the target's; such a result votes `unknown`.
 */
export const FAILURE_KINDS = [
  'dns',
  'connect',
  'tls',
  'timeout',
  'protocol',
  'status',
  'assertion',
  'guard',
  'late',
  'failed',
  'unseen',
  'probe',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What a check's `retry` may name. `5xx` is a `status` failure whose status is 500 or above. */
export const RETRY_CLASSES = ['dns', 'connect', 'tls', 'timeout', 'protocol', '5xx', 'status', 'assertion'] as const;

export type RetryClass = (typeof RETRY_CLASSES)[number];

/** One reason that a probe did not pass, with what was expected and what came. */
export type Failure = {
  readonly kind: FailureKind;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
};

/** Whether a failure says nothing of the target: the result is `unknown`. */
export function isNoNews({ kind }: Failure): boolean {
  return kind === 'probe' || kind === 'unseen';
}

/** Whether a failure with this status (when one came) is of a class that the check retries. */
export function isRetried(failure: Failure, status: number | undefined, classes: readonly RetryClass[]): boolean {
  if (failure.kind === 'status' && status !== undefined && status >= 500 && classes.includes('5xx')) return true;
  return (classes as readonly string[]).includes(failure.kind);
}
