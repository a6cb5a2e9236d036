import { quantile } from './timing.ts';
import type { Round } from './turns.ts';

/** How one prober did in one setting. Times in milliseconds; NaN where no probe passed. */
export type Measurement = Setting & {
  readonly peer: string;
  readonly probes: number;
  readonly failed: number;
  /** CPU time per probe, of the probing process with all its threads. */
  readonly cpu: number;
  readonly firstByteError: FirstByteError;
  /** The tcp phase as the prober says it. */
  readonly tcp: { readonly p50: number; readonly p99: number };
  /** Probes of which ours itself says that they cannot be trusted. */
  readonly marked: number;
  /** How much later than asked the target answered, p99: a sign of how busy the machine was. */
  readonly targetLate: number;
};

export type Setting = {
  readonly scheme: 'http' | 'https';
  readonly place: Place;
  /** Probes at once. */
  readonly concurrency: number;
};

/** `free`: as the machine is. `one core`: the prober alone on one. `512 MB`: there, with the CPU time of such a Lambda. */
export type Place = 'free' | 'one core' | '512 MB';

/** First byte as the prober says it, less what passed on the wire. Milliseconds; p50 keeps its sign, the others are of the size. */
export type FirstByteError = {
  readonly p50: number;
  /** The p99 within an invocation: of each one's probes, and of these the median. Probes in a row are one invocation. */
  readonly p99: number;
  /** The p99 of all probes of all invocations. */
  readonly p99OfAll: number;
};

/** What the rounds of one prober in one setting come to. */
export function measurementOf(peer: string, setting: Setting, rounds: readonly Round[]): Measurement {
  const timings = rounds.flatMap(({ run }) => run.timings);
  const invocations = setting.concurrency > 1 ? rounds.map(errorsOf) : [rounds.flatMap(errorsOf)];
  const tcp = timings.flatMap((timing) => timing.tcp ?? []);
  const late = rounds.flatMap(({ truths }) => [...truths.values()].map(({ lateMs }) => lateMs));
  return {
    ...setting,
    peer,
    probes: timings.length,
    failed: timings.length - invocations.flat().length,
    cpu: rounds.reduce((sum, { run }) => sum + run.cpuMs, 0) / timings.length,
    firstByteError: firstByteErrorOf(invocations),
    tcp: { p50: quantile(tcp, 0.5), p99: quantile(tcp, 0.99) },
    marked: timings.filter(({ lag }) => lag !== undefined).length,
    targetLate: quantile(late, 0.99),
  };
}

/** Of the errors of each invocation, milliseconds. One of which nothing is known counts only among the failed probes. */
export function firstByteErrorOf(invocations: readonly (readonly number[])[]): FirstByteError {
  const p99 = (errors: readonly number[]) => quantile(errors.map(Math.abs), 0.99);
  const all = invocations.flat();
  return {
    p50: quantile(all, 0.5),
    p99: quantile(invocations.filter(({ length }) => length > 0).map(p99), 0.5),
    p99OfAll: p99(all),
  };
}

function errorsOf({ run, truths }: Round): readonly number[] {
  return run.timings.flatMap(({ id, firstByte }) => {
    const truth = truths.get(id);
    return firstByte === undefined || truth === undefined ? [] : [firstByte - truth.firstByteMs];
  });
}
