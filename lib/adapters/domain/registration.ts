import { DAY } from '../../core/time.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

/** What a registry says of a domain (RFC 9083), as far as it is looked at. */
export type Registration = {
  /** Milliseconds since 1970. Absent where the registry does not publish it. */
  readonly expiresAt?: number;
  readonly status: readonly string[];
  readonly registrar?: string;
};

type Fields = Readonly<Record<string, unknown>>;

/** Reads an RDAP answer. Throws a `ProbeFailure` of kind `protocol` for what is none. */
export function readRegistration(text: string): Registration {
  const answer = parse(text);
  const { events, status, entities, objectClassName } = answer;
  if (objectClassName !== 'domain')
    throw malformed(`JSON that is no domain object: objectClassName is ${objectClassName}`);
  const expiresAt = expiryOf(listOf(events));
  const registrar = registrarOf(listOf(entities));
  return {
    ...(expiresAt !== undefined && { expiresAt }),
    status: Array.isArray(status) ? status.filter((one) => typeof one === 'string') : [],
    ...(registrar !== undefined && { registrar }),
  };
}

/** Whole days until an instant, below 0 once it is past. */
export function daysUntil(at: number, now: number): number {
  return Math.floor((at - now) / DAY);
}

function parse(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('what is no JSON');
  }
  return fieldsOf(value);
}

/** The registry's own date comes before the registrar's: it decides. */
function expiryOf(events: readonly Fields[]): number | undefined {
  for (const action of ['expiration', 'registrar expiration']) {
    const date = events.find(({ eventAction }) => eventAction === action)?.eventDate;
    if (date === undefined) continue;
    const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(at)) throw malformed('an expiration date that is none');
    return at;
  }
  return undefined;
}

/** The name on the registrar's card (jCard, RFC 7095), else its handle. */
function registrarOf(entities: readonly Fields[]): string | undefined {
  const entity = entities.find(({ roles }) => Array.isArray(roles) && roles.includes('registrar'));
  if (entity === undefined) return undefined;
  const card = Array.isArray(entity.vcardArray) ? entity.vcardArray[1] : undefined;
  const line = Array.isArray(card) ? card.find((one) => Array.isArray(one) && one[0] === 'fn') : undefined;
  const name: unknown = Array.isArray(line) ? line[3] : undefined;
  if (typeof name === 'string' && name !== '') return name;
  return typeof entity.handle === 'string' ? entity.handle : undefined;
}

function malformed(what: string): ProbeFailure {
  const detail = { expected: 'a domain object of RDAP', actual: what };
  return new ProbeFailure('protocol', `the registry sent ${what}`, detail);
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
