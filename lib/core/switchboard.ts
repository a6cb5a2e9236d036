import { stableHash } from './hash.ts';

/** Most bytes of a switchboard: the limit of a standard SSM parameter. */
export const SWITCHBOARD_BYTES = 4_096;

/** Why a switch is below 100. A code, so that the document stays small. */
export type SwitchReason = 'down' | 'restore' | 'pin';

/** One switch that is not fully open. `allow`: percent of traffic allowed, 0 to 99 (a pin may also say 100). */
export type SwitchEntry = { readonly allow: number; readonly reason: SwitchReason; readonly incident?: string };

/**
 * All switches of one service, as they stand in one SSM parameter. Switches at 100 are left out. `epoch` only grows;
 * `sum` tells a person's edit from ours.
 */
export type Switchboard = {
  readonly v: 1;
  readonly epoch: number;
  readonly at: string;
  readonly sum: string;
  readonly switches: Readonly<Record<string, SwitchEntry>>;
};

/** Name of the SSM parameter that holds a service's switchboard. */
export function switchboardParameter(monitor: string, service: string): string {
  return `/killdeer/${monitor}/switchboard/${service}`;
}

/** The document with its `sum`, as text for Parameter Store. */
export function renderSwitchboard(board: Omit<Switchboard, 'v' | 'sum'>): string {
  const sum = sumOf(board);
  return JSON.stringify({ v: 1, epoch: board.epoch, at: board.at, sum, switches: board.switches });
}

/**
 * Reads a parameter's text. `ours`: it is as we wrote it. `edited`: a switchboard by its form, but its sum does not fit,
 * so a person changed it. `unreadable`: anything else.
 */
export function parseSwitchboard(
  text: string,
): { readonly is: 'ours' | 'edited'; readonly board: Switchboard } | { readonly is: 'unreadable' } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { is: 'unreadable' };
  }
  if (typeof raw !== 'object' || raw === null) return { is: 'unreadable' };
  const { v, epoch, at, sum, switches } = raw as Partial<Switchboard>;
  if (v !== 1 || typeof epoch !== 'number' || typeof switches !== 'object' || switches === null) {
    return { is: 'unreadable' };
  }
  for (const entry of Object.values(switches)) {
    if (typeof entry?.allow !== 'number' || !(entry.allow >= 0 && entry.allow <= 100)) return { is: 'unreadable' };
  }
  const board: Switchboard = { v, epoch, at: String(at), sum: String(sum), switches };
  return { is: sumOf(board) === board.sum ? 'ours' : 'edited', board };
}

/** Percent of traffic that the board allows through a switch: 100 when the switch is not on it. */
export function levelOf(board: Switchboard, name: string): number {
  return board.switches[name]?.allow ?? 100;
}

/**
 * Whether one request passes a switch at `level` percent. With a `key` (a user, a tenant) the same keys pass at every
 * reader and stay allowed while the level rises; `chance` (0 ≤ chance < 1) decides for requests without one.
 */
export function passes(level: number, name: string, key: string | undefined, chance: number): boolean {
  if (level >= 100) return true;
  if (level <= 0) return false;
  const share = key === undefined ? chance * 100 : (stableHash(`${name}:${key}`) / 0x1_0000_0000) * 100;
  return share < level;
}

function sumOf(board: Omit<Switchboard, 'v' | 'sum'>): string {
  const switches = Object.entries(board.switches)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { allow, reason, incident }]) => [name, allow, reason, incident ?? null]);
  return stableHash(JSON.stringify([board.epoch, board.at, switches]))
    .toString(16)
    .padStart(8, '0');
}
