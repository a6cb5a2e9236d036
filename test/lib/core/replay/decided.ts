import type { IncidentEventType } from '../../../../lib/core/incident-event.ts';
import type { Decisions, Told } from '../../../../lib/core/replay/decision.ts';
import { MINUTE } from '../../../../lib/core/time.ts';
import { NOON } from '../../../builders.ts';

/** An incident by hand, in minutes after noon. */
export type ByHand = {
  readonly check?: string;
  readonly first?: number;
  readonly opened: number;
  readonly paged?: number;
  readonly warned?: number;
  readonly tripped?: number;
  readonly ended?: number;
  readonly more?: readonly (readonly [IncidentEventType, number, string])[];
};

/** The instant so many minutes after noon. */
export const minute = (n: number): number => NOON + n * MINUTE;

/** What a replay of `lasts` minutes decided, made by hand. Incidents are named `<check>-<place>`. */
export function decided(
  incidents: readonly ByHand[],
  { lasts = 1_440, ...changes }: Partial<Decisions> & { readonly lasts?: number } = {},
): Decisions {
  const events = incidents.flatMap(({ check = 'cart', first, opened, tripped, ended, more = [] }, i) => {
    const incident = `${check}-${i}`;
    const event = (type: IncidentEventType, at: number, text: string) => ({
      at: minute(at),
      check,
      incident,
      type,
      text,
    });
    return [
      event('first-failure', first ?? opened, 'it failed'),
      event('opened', opened, `${check} is down`),
      ...(tripped === undefined ? [] : [event('tripped', tripped, 'the switch is off')]),
      ...more.map(([type, at, text]) => event(type, at, text)),
      ...(ended === undefined ? [] : [event('resolved', ended, 'it is well')]),
    ];
  });
  const told = incidents.flatMap(({ check = 'cart', paged, warned }, i): readonly Told[] => {
    const one = { check, incident: `${check}-${i}`, kind: 'trigger' as const, what: 'x' };
    return [
      ...(warned === undefined ? [] : [{ ...one, at: minute(warned), severity: 'warning' as const }]),
      ...(paged === undefined ? [] : [{ ...one, at: minute(paged), severity: 'critical' as const }]),
    ];
  });
  const heard = { runs: 1, ignored: 0, strangers: [], spare: 0, silent: [], offbeat: [] };
  return { events, told, verdicts: [], contained: [], ...heard, from: NOON, to: minute(lasts), ...changes };
}
