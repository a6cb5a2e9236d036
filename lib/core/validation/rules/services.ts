import { renderSwitchboard, SWITCHBOARD_BYTES, type SwitchEntry } from '../../switchboard.ts';
import type { Draft, DraftService } from '../draft.ts';
import type { Finding } from '../problem.ts';

/** Most characters that the id of an incident has beyond the id of its check. */
const INCIDENT_SUFFIX = 32;

/** A service has switches, and their worst case fits one parameter. */
export function services(draft: Draft): readonly Finding[] {
  const longest = Math.max(0, ...draft.checks.map(({ id }) => id?.length ?? 0));
  return draft.services.flatMap((service) => [...switchesOf(service, longest), ...maxOffOf(service)]);
}

/** There is something to check. */
export function someCheck(definition: object): readonly Finding[] {
  const { checks } = definition as { checks?: unknown };
  if (!Array.isArray(checks) || checks.length > 0) return [];
  return [{ at: ['checks'], message: 'there is no check', allowed: 'a list of http(…)', fix: 'add one' }];
}

function switchesOf({ at, fields, switches }: DraftService, longest: number): readonly Finding[] {
  const path = [...at, 'switches'];
  const given = fields.switches;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  if (switches.length === 0 && fields.slo === undefined) {
    const fix = "declare one: { recommendations: { failDefault: 'on' } }, or an slo";
    return [{ at: path, message: 'the service has no switch', fix }];
  }
  const bytes = worstCase(switches, longest);
  if (bytes <= SWITCHBOARD_BYTES) return [];
  return [
    {
      at: path,
      message: 'the switchboard may not fit its parameter',
      got: `${switches.length} switches, ${bytes} bytes when all are off`,
      allowed: `at most ${SWITCHBOARD_BYTES} bytes`,
      fix: 'shorten names, or split the service',
    },
  ];
}

/** Bytes of the switchboard with every switch held by an incident. */
function worstCase(switches: readonly string[], longestCheck: number): number {
  const entry: SwitchEntry = { allow: 99, reason: 'restore', incident: 'x'.repeat(longestCheck + INCIDENT_SUFFIX) };
  const entries = Object.fromEntries(switches.map((name) => [name, entry]));
  const text = renderSwitchboard({ epoch: 9_999_999_999, at: '2026-01-01T00:00:00.000Z', switches: entries });
  return new TextEncoder().encode(text).length;
}

function maxOffOf({ at, fields: { maxOff }, switches }: DraftService): readonly Finding[] {
  const most = switches.length;
  if (maxOff === undefined || most === 0) return [];
  if (Number.isInteger(maxOff) && (maxOff as number) >= 1 && (maxOff as number) <= most) return [];
  const allowed = `a whole number from 1 to ${most}, the number of switches`;
  return [
    { at: [...at, 'maxOff'], message: 'maxOff is out of range', allowed, fix: 'use such a number, or leave it out' },
  ];
}
