/**
 * A run that came home after one that ended later had changed the state: it takes part in judging from `at` on. Named by its
 * region and its end. Milliseconds since 1970.
 */
export type LateRun = { readonly region: string; readonly endedAt: number; readonly at: number };

/** The runs that a change of state rested on: by region, how long before it each ended. Milliseconds. */
export type Seen = Readonly<Record<string, readonly number[]>>;
