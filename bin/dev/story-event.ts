import type { Failure } from '../../lib/core/failure.ts';
import type { IncidentEvent } from '../../lib/core/incident-event.ts';
import type { Outcome, Phases, RunKind } from '../../lib/core/result.ts';

/** One line of what happens, as `dev --json` prints it. `at` is ISO 8601, on the local cloud's clock. */
export type StoryEvent = {
  readonly at: string;
} /** The first line: the local cloud runs, and how to reach it with an AWS SDK. */ & (
  | {
      readonly type: 'ready';
      readonly monitor: string;
      readonly home: string;
      readonly regions: readonly string[];
      readonly endpoint: string;
      readonly account: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      /** How many times faster than the machine's its clock runs. */
      readonly speed: number;
    }
  | {
      readonly type: 'result';
      readonly check: string;
      readonly region: string;
      readonly run: RunKind;
      readonly slot: string;
      readonly outcome: Outcome;
      readonly status?: number;
      /** Milliseconds. */
      readonly total: number;
      readonly phases: Phases;
      readonly attempts: number;
      readonly failure?: Failure;
    }
  | { readonly type: 'verdict'; readonly check: string; readonly verdict: string; readonly before: string }
  | ({ readonly type: 'incident'; readonly check: string; readonly incident: string } & StoryIncident)
  | {
      readonly type: 'switch';
      readonly service: string;
      readonly switch: string;
      readonly region: string;
      readonly allow: number;
      readonly epoch: number;
    }
  | {
      readonly type: 'notice';
      /** `sns`, or the id of the webhook that took it. */
      readonly channel: string;
      readonly id: string;
      readonly kind: string;
      readonly severity: string;
      readonly check: string;
      readonly incident: string;
      readonly subject: string;
      readonly text: string;
    }
  /** An owed effect is done, vetoed or dead, as the ledger has it; or an attempt failed and is made again: `retry`. */
  | {
      readonly type: 'delivery';
      readonly id: string;
      readonly effect: string;
      readonly outcome: string;
      readonly detail: string;
    }
  | { readonly type: 'kill'; readonly function: string; readonly ms: number }
  | { readonly type: 'error'; readonly what: string; readonly error: string }
);

type StoryIncident = {
  readonly event: IncidentEvent['type'];
  /** How far the incident has come. */
  readonly state: 'open' | 'contained' | 'restoring' | 'resolved' | 'removed';
  readonly text: string;
  readonly data?: IncidentEvent['data'];
};
