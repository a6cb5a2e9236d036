/** What stands in a region's queue. `plan` comes from the scheduler, `run` from `respond` and `tick`. */
export type RegionMessage =
  /** Send the slots of the minute that begins 60 s after `at` (ISO 8601, the schedule's own time). */
  | { readonly type: 'plan'; readonly at: string }
  /** Run a shard in its slot. */
  | { readonly type: 'probe'; readonly shard: string; readonly slot: number }
  /** Run one check outside its cadence: run `n` of a burst that region `by` asked for at `slot`, or a watch run. */
  | {
      readonly type: 'run';
      readonly run: 'burst' | 'watch';
      readonly checks: readonly string[];
      readonly slot: number;
      readonly n: number;
      readonly by: string;
      /** Not worth running after this instant. */
      readonly expires: number;
    }
  /** A frame that the home table did not take: ship it now. `frame` is the stored form. */
  | { readonly type: 'spool'; readonly frame: string; readonly since: number };

/** What stands in the home queue. `sweep` comes from the scheduler each minute. */
export type HomeMessage =
  | { readonly type: 'sweep'; readonly at: string }
  /** A deadline of this aggregate has come: `CHECK#<id>`, `SERVICE#<id>`. */
  | { readonly type: 'wake'; readonly key: string };
