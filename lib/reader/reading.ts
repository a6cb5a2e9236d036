import { levelOf, parseSwitchboard, type Switchboard } from '../core/switchboard.ts';
import { DAY, SECOND } from '../core/time.ts';

/** What a reader knows: the board it obeys, and the epoch below which it takes no other. */
export type Reading = { readonly epoch: number; readonly board?: Switchboard };

/** A reader that has read nothing yet. */
export const UNREAD: Reading = { epoch: 0 };

/** A refused document, and why. */
export type Refusal = { readonly refused: 'unreadable' | 'older'; readonly why: string };

/**
 * The next reading after a parameter's text was read at `now` (milliseconds since 1970).
 *
 * A lower epoch is refused: it is a stale read or a late writer. An equal one is taken, so a renewal or a person's edit
 * counts. A document whose sum does not fit is a person's edit and is obeyed like any other: whoever may write the
 * parameter may flip its switches, the monitor keeps such an edit as that person's pin, and in an emergency the edit is
 * the fastest kill there is. Its epoch counts too, but one more than a day ahead of the clock is a typing error, which
 * must not make every later switchboard look old: the levels are obeyed, the epoch is not remembered.
 */
export function nextReading(reading: Reading, text: string, now: number): Reading | Refusal {
  const parsed = parseSwitchboard(text);
  if (parsed.is === 'unreadable') {
    return { refused: 'unreadable', why: 'its value is not a switchboard, so the last readable one stands' };
  }
  const { board } = parsed;
  if (board.epoch < reading.epoch) {
    return { refused: 'older', why: `its epoch ${board.epoch} is below ${reading.epoch}, which was read before` };
  }
  const mistyped = parsed.is === 'edited' && board.epoch * SECOND > now + DAY;
  return { epoch: mistyped ? reading.epoch : board.epoch, board };
}

/** Percent of traffic that a reading allows; a reader that has read nothing answers by `failDefault`. */
export function levelIn(reading: Reading, name: string, failDefault: 'on' | 'off'): number {
  if (reading.board === undefined) return failDefault === 'on' ? 100 : 0;
  return levelOf(reading.board, name);
}
