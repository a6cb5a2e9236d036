import type { Candidate } from './contract.ts';

/** What one series costs to remember, in bytes. */
export interface StateSize {
  /** What a checkpoint holds of it. */
  readonly checkpoint: number;
  /** Its numbers and flags in memory, eight bytes each, typed arrays as they are. */
  readonly numbers: number;
}

export function sizeOf(candidate: Candidate): StateSize | undefined {
  if (candidate.state === undefined) return undefined;
  const state = candidate.state();
  const text = candidate.checkpoint?.() ?? JSON.stringify(state);
  return { checkpoint: Buffer.byteLength(text), numbers: bytesOf(state) };
}

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'object' && value !== null)
    return Object.values(value).reduce((sum, part) => sum + bytesOf(part), 0);
  if (typeof value === 'string') return value.length;
  return typeof value === 'number' || typeof value === 'boolean' ? 8 : 0;
}
