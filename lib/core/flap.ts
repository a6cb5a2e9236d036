import type { CheckState, FlapState } from './incident.ts';
import type { CheckPolicy } from './incident-step.ts';
import type { Verdict } from './verdict.ts';

/** A check that flaps and stays down so many times longer than it lately stayed anything is simply down. */
const LONGER = 2;

/** Books that a check went down, or is well again. Without a rule of flapping nothing is kept. */
export function bookTurn(state: CheckState, at: number, { flapping }: CheckPolicy): CheckState {
  if (flapping === undefined) return state;
  return { ...state, turns: [...(state.turns ?? []), at].slice(-flapping.changes) };
}

/** Whether so many turns as make it flapping lie within the window. */
export function isFlapping({ turns = [] }: CheckState, at: number, { flapping }: CheckPolicy): boolean {
  const [first] = turns;
  return (
    flapping !== undefined && first !== undefined && turns.length >= flapping.changes && at - first <= flapping.windowMs
  );
}

/** A check that flaps from now on. `side`: what its last turn led to. */
export function startFlapping(state: CheckState, side: FlapState['side'], at: number, windowMs: number): CheckState {
  const turns = state.turns ?? [];
  // Turns go to and fro, so their number and the last one tell what the first one led to.
  const first = turns.length % 2 === 1 ? side : other(side);
  const falls = Math.floor((turns.length + (side === 'down' ? 1 : 0)) / 2);
  const flap = { since: turns[0] ?? at, before: other(first), side, falls, digestAt: at + windowMs };
  return { ...state, verdict: 'flapping', since: at, flap };
}

/** A flapping check that turns once more, where the verdict says so. The very same state where not. */
export function turnFlapping(state: CheckState, flap: FlapState, verdict: Verdict, policy: CheckPolicy): CheckState {
  const side = sideOf(verdict);
  if (side === undefined || side === flap.side) return state;
  const falls = flap.falls + (side === 'down' ? 1 : 0);
  return { ...bookTurn(state, verdict.asOf, policy), flap: { ...flap, side, falls } };
}

/**
 * It has not turned for half of the window, and something is seen of it. One that stays down is waited for no longer than
 * twice the longest time that lately lay between two turns: somebody must be woken, and it may be contained.
 */
export function isSteady(
  { turns = [], flap }: CheckState,
  { name, asOf }: Verdict,
  { flapping }: CheckPolicy,
): boolean {
  if (name === 'unknown') return false;
  if (flapping === undefined) return true;
  const spells = turns.slice(1).map((turn, i) => turn - (turns[i] ?? turn));
  const patience = flap?.side === 'down' ? LONGER * Math.max(...spells) : Number.POSITIVE_INFINITY;
  return asOf - (turns.at(-1) ?? 0) >= Math.min(flapping.windowMs / 2, patience);
}

/** Whether somebody was woken of it within the window: each earlier time that it went down. `turns` ends with going down. */
export function wasPaged({ turns = [] }: CheckState, at: number, windowMs: number): boolean {
  return turns.slice(0, -1).some((turn, i) => (turns.length - 1 - i) % 2 === 0 && at - turn <= windowMs);
}

function sideOf({ name, recovered }: Verdict): FlapState['side'] | undefined {
  if (name === 'down') return 'down';
  return recovered ? 'well' : undefined;
}

function other(side: FlapState['side']): FlapState['side'] {
  return side === 'down' ? 'well' : 'down';
}
