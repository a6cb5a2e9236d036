import { setTimeout as sleep } from 'node:timers/promises';
import { systemChance } from '../system.ts';
import { type AwsCall, AwsRefusal, callAws } from './aws-call.ts';
import type { AwsIdentity } from './aws-signature.ts';

/** Calls a service until it answers, or is given up, or the signal ends. */
export type AwsCaller = (call: AwsCall, signal?: AbortSignal) => Promise<unknown>;

/** As for the SDK's clients: three attempts at a service that is silent end in about 8 s. */
const ATTEMPTS = 3;
const ATTEMPT_MS = 2_500;

/** Before the second attempt at most, doubled before the third; by chance, so that many do not come back at once. */
const PAUSE_MS = 100;

/** There are no credentials in this process's environment, which Lambda sets. */
export class NoIdentity extends Error {}

/** The identity that Lambda gives a function. Throws a `NoIdentity`. */
export function ownIdentity(): AwsIdentity {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new NoIdentity('there are no AWS credentials');
  const keys = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { ...keys, sessionToken: AWS_SESSION_TOKEN };
}

/**
 * Calls with an identity, by default this function's own, up to three times where another try may help: no answer, throttling, a fault
 * of the service. Throws what the last one threw. A call that was made but not answered is made again.
 */
export function awsCaller(identity: () => AwsIdentity | Promise<AwsIdentity> = ownIdentity): AwsCaller {
  return async (call, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const patience = AbortSignal.timeout(ATTEMPT_MS);
        const end = signal === undefined ? patience : AbortSignal.any([signal, patience]);
        return await callAws(call, await identity(), end);
      } catch (error) {
        if (attempt === ATTEMPTS || signal?.aborted === true || !mayHelp(error)) throw error;
        await sleep(systemChance.next() * PAUSE_MS * 2 ** (attempt - 1), undefined, { ...(signal && { signal }) });
      }
    }
  };
}

/** Throttled, out of order, or not reached: nothing but asking again may help. */
export function mayHelp(error: unknown): boolean {
  if (error instanceof NoIdentity) return false;
  if (!(error instanceof AwsRefusal)) return true;
  return error.status >= 500 || /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded/.test(error.name);
}
