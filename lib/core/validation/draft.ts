import { cronProblem, isZone, shortestGap } from '../calendar/cron.ts';
import { DEFAULT_CADENCE } from '../compile.ts';
import { placeNameOf } from '../monitor.ts';
import { parseDuration } from '../time.ts';
import type { Path } from './problem.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A definition of which nothing is sure yet: `fields` is what stands there, the rest is what could be read of it. A rule
 * that lacks what it needs says nothing; the schema does.
 */
export type Draft = {
  readonly home?: string;
  /** Undefined when it is no list. */
  readonly regionEntries?: readonly unknown[];
  readonly regions: readonly DraftRegion[];
  readonly services: readonly DraftService[];
  readonly channels: readonly { readonly at: Path; readonly fields: Fields }[];
  readonly maintenance: readonly unknown[];
  readonly checks: readonly DraftCheck[];
};

export type DraftRegion = { readonly at: Path; readonly name: string; readonly allow: readonly string[] };

export type DraftService = {
  readonly at: Path;
  readonly fields: Fields;
  readonly id?: string;
  readonly switches: readonly string[];
};

export type DraftCheck = {
  readonly at: Path;
  readonly fields: Fields;
  readonly id?: string;
  /** Undefined when `every` is no duration. */
  readonly cadenceMs?: number;
  /** The names of the regions that run it, as far as they are known. */
  readonly regions: readonly string[];
};

/** Reads what can be read. Never throws. */
export function draftOf(definition: object): Draft {
  const fields = definition as Fields;
  const regions = listOf(fields.regions).flatMap((entry, index) => regionOf(entry, ['regions', index]));
  return {
    ...(typeof fields.home === 'string' ? { home: fields.home } : {}),
    ...(Array.isArray(fields.regions) ? { regionEntries: fields.regions } : {}),
    regions,
    services: objectsOf(fields, 'services').map(serviceOf),
    channels: objectsOf(fields, 'notify'),
    maintenance: listOf(fields.maintenance),
    checks: objectsOf(fields, 'checks').map((item) => checkOf(item, regions)),
  };
}

/** The object that a value is, or one without keys. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The list that a value is, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a webhook was given its URL in the place of its id. */
export function isUrlAsId(id: unknown): boolean {
  return typeof id === 'string' && /^https?:/i.test(id);
}

function objectsOf(fields: Fields, key: string): readonly { readonly at: Path; readonly fields: Fields }[] {
  return listOf(fields[key]).map((item, index) => ({ at: [key, index], fields: fieldsOf(item) }));
}

function regionOf(entry: unknown, at: Path): readonly DraftRegion[] {
  if (typeof entry === 'string') return [{ at, name: entry, allow: [] }];
  const { region, name, vpc, allow } = fieldsOf(entry);
  if (typeof region !== 'string') return [];
  const placeName = typeof name === 'string' ? name : placeNameOf({ region, vpc });
  return [{ at, name: placeName, allow: listOf(allow).filter(isString) }];
}

function serviceOf({ at, fields }: { readonly at: Path; readonly fields: Fields }): DraftService {
  return { at, fields, ...idOf(fields), switches: Object.keys(fieldsOf(fields.switches)) };
}

function checkOf(
  { at, fields }: { readonly at: Path; readonly fields: Fields },
  all: readonly DraftRegion[],
): DraftCheck {
  const cadenceMs = cadenceIn(fields.every ?? DEFAULT_CADENCE);
  const { of } = fieldsOf(fields.regions);
  const regions = all.map((region) => region.name).filter((name) => !Array.isArray(of) || of.includes(name));
  return { at, fields, ...idOf(fields), ...(cadenceMs === undefined ? {} : { cadenceMs }), regions };
}

/** Of a cron, the shortest time between two of its runs. */
function cadenceIn(every: unknown): number | undefined {
  const { kind, expression, zone = 'UTC' } = fieldsOf(every);
  if (kind !== 'cron') return parseDuration(every);
  const isCron = typeof expression === 'string' && cronProblem(expression) === undefined;
  return isCron && typeof zone === 'string' && isZone(zone) ? shortestGap({ expression, zone }) : undefined;
}

function idOf({ id }: Fields): { readonly id?: string } {
  return typeof id === 'string' ? { id } : {};
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
