import type { Json } from './assertion.ts';
import type { Failure } from './failure.ts';
import type { Phases } from './result.ts';

/**
 * What came back, as far as expectations look at it. What a kind does not have is absent. Header names in lower case;
 * times in milliseconds.
 */
export type Facts = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The text that came: a body, a reply, a message. */
  readonly body?: string;
  /** Bytes of it, as sent. */
  readonly size?: number;
  /** The kind's own facts, by the names of `FACTS`. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly phases: Phases;
  readonly total: number;
  /** Milliseconds that phases and total may be too long because the prober itself was late. */
  readonly lag?: number;
};

/**
 * What an attempt finds out; the times are added by the stopwatch. `warning`: what it warns of by itself, where nothing
 * that is expected is missed.
 */
export type Findings = Omit<Facts, 'phases' | 'total' | 'lag'> & { readonly warning?: Failure };
