import type { Change } from './change.ts';
import type { Finding } from './detect/finding.ts';
import type { Fused } from './detect/fuse.ts';

/** What is unusual about a check, over its regions. */
export type Anomaly = {
  readonly evidence: number;
  /** What the check's sensitivity asks for. */
  readonly threshold: number;
  readonly scope: Fused['scope'];
  /** Where it is seen, in the order of the check's regions. */
  readonly seen: readonly { readonly region: string; readonly finding: Finding }[];
  /** Slot of the first run of it in any region. */
  readonly since: number;
  /** The change on record that it began with. */
  readonly change?: Change;
  /** That change is why: a small lasting shift of latency, and no failures. Nobody needs to be told. */
  readonly isExplained: boolean;
};
