import type { Frame } from './result.ts';

/** Digits of a slot in a sort key: milliseconds until the year 2286, so that text order is order of time. */
const SLOT_DIGITS = 13;

/** So many frames of a key are read to find the newest of each region: several slots of as many regions as AWS has. */
export const NEWEST_AMONG = 100;

/** The slot as it stands at the front of a frame's sort key. */
export function padSlot(slot: number): string {
  return String(slot).padStart(SLOT_DIGITS, '0');
}

/**
 * What tells the frames of one key apart: `<slot>#<region>`, `#<part>` when it came in parts, `#<by>#<n>` for burst and
 * watch runs. Slot first, so that one range of keys is everything since an instant.
 */
export function frameSortKey(frame: Pick<Frame, 'slot' | 'region' | 'part' | 'burst'>): string {
  const words = [padSlot(frame.slot), frame.region];
  if (frame.burst !== undefined) words.push(frame.burst.by, String(frame.burst.n));
  if (frame.part !== undefined) words.push(String(frame.part));
  return words.join('#');
}

/** Key of a shard's frames. */
export function frameKey(shard: string): string {
  return `FRAME#${shard}`;
}

/** Key of a check's burst and watch runs. */
export function runKey(check: string): string {
  return `BURST#${check}`;
}
