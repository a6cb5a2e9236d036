import { AT, SIZE } from './layout.ts';

/** The values of today's layout from those of an older one; undefined where there are not as many as that one has. */
type Migration = (older: Float32Array) => Float32Array | undefined;

/** How each older version of a detector is read. What it did not know is not known yet, and is learned from then on. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { 1: withoutPhases };

/** Numbers of version 1: today's up to the rows of phases, and a place that was empty. */
const SIZE_1 = 177;

function withoutPhases(older: Float32Array): Float32Array | undefined {
  if (older.length !== SIZE_1) return undefined;
  const values = new Float32Array(SIZE);
  values.set(older);
  values[AT.phaseRuns] = 0;
  return values;
}
