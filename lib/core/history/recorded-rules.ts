import { cronProblem, isZone } from '../calendar/cron.ts';
import { ROUTES } from '../route.ts';
import { DAY, SECOND } from '../time.ts';
import { SEES, TRIP_MODES } from '../trip.ts';
import { byKey, flag, listOf, number, object, of, one, type Shape, text, whole } from './shape.ts';

/** The longest of any time in a definition. */
const LONGEST_MS = 400 * DAY;

const span = number(0, LONGEST_MS);
const runs = whole(1, 1_000);
const instant = number(0, 1e14);

const count = object({ hits: runs, of: runs });
const rule: Shape = byKey({
  hits: () => count,
  share: () => object({ share: number(0, 1), windowMs: span, atLeast: runs }),
  either: () => object({ either: listOf(rule, 1) }),
  both: () => object({ both: listOf(rule, 1) }),
});

const cron = object({
  expression: one('a cron of five fields', (value) => typeof value === 'string' && cronProblem(value) === undefined),
  zone: one('an IANA zone', (value) => typeof value === 'string' && isZone(value)),
});
const hours = object({ begins: cron, ends: cron });
const maintenance = byKey({
  from: () => object({ from: instant, to: instant }),
  hours: () => object({ hours }),
  begins: () => object({ begins: cron, lastsMs: span }),
});

const contain = object(
  {
    service: text,
    switch: text,
    mode: of(...TRIP_MODES),
    allow: number(0, 99),
    sees: of(...SEES),
    relieves: listOf(text),
    holdMs: span,
    graceMs: span,
    singleRegion: flag,
  },
  { when: rule, quorum: runs },
);

const route = of(...ROUTES);
const check = object(
  {
    id: text,
    cadenceMs: number(SECOND, LONGEST_MS),
    regions: listOf(text, 1),
    quorum: runs,
    failWhen: rule,
    recoverWhen: count,
  },
  {
    degradedWhen: rule,
    calendar: byKey({ cron: () => object({ cron }), active: () => object({ active: hours }) }),
    maintenance: listOf(maintenance),
    flapping: object({ changes: whole(2, 1_000), windowMs: number(SECOND, LONGEST_MS) }),
    routes: object({ down: route, partial: route, degraded: route, flapping: route }),
    dependsOn: listOf(object({ check: text, kind: of('own', 'upstream') })),
    contain,
  },
);

const monitor = object({
  name: text,
  home: text,
  regions: listOf(object({ name: text })),
  services: listOf(
    object({ id: text, regions: listOf(text), maxOff: number(0, 1e6), switches: listOf(object({ name: text })) }),
  ),
  channels: listOf(object({ kind: text })),
  checks: listOf(check),
});

/** What is wrong with the rules of a recorded incident, which a person may have edited: a sentence with its place. */
export function rulesProblem(value: unknown): string | undefined {
  return monitor(value, 'monitor');
}
