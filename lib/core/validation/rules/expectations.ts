import type { Kind } from '../../check.ts';
import { FACTS, type FactRow } from '../../fact.ts';
import { assertionsIn, type Placed } from '../assertions-in.ts';
import { type Draft, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { list, show } from '../show.ts';

const ROWS: Readonly<Record<string, FactRow & { readonly kinds: readonly Kind[] }>> = FACTS;

/** What may come back beside a kind's own facts. */
type Part = 'status' | 'header' | 'text' | 'size';

/** What comes back from each kind. A kind that is not here is not judged. */
const PARTS: Readonly<Record<string, readonly Part[]>> = {
  http: ['status', 'header', 'text', 'size'],
  websocket: ['status', 'header', 'text', 'size'],
  grpc: ['status', 'header'],
  tcp: ['text', 'size'],
  udp: ['text', 'size'],
  dns: ['text', 'size'],
  tls: [],
  domain: ['text', 'size'],
  heartbeat: [],
  queue: [],
  // Of its last answer.
  flow: ['status', 'header', 'text', 'size'],
};

/** The part that an assertion looks at. What is not here looks at facts, at time, or at what it likes. */
const LOOKS_AT: Readonly<Record<string, readonly Part[]>> = {
  status: ['status'],
  header: ['header'],
  bodyText: ['text'],
  jsonPath: ['text'],
  jsonSchema: ['text'],
  size: ['size'],
  openapi: ['status', 'header', 'text'],
};

const NAMES: Readonly<Record<Part, string>> = {
  status: 'status',
  header: 'headers',
  text: 'text',
  size: 'size',
};

/** What may be asked of each sort of fact. */
const CONDITIONS: Readonly<Record<FactRow['sort'], readonly string[]>> = {
  number: ['equals', 'oneOf', 'atLeast', 'atMost', 'exists', 'absent'],
  text: ['equals', 'oneOf', 'contains', 'matches', 'capture', 'exists', 'absent'],
  list: ['sameItems', 'contains', 'count', 'every', 'some', 'exists', 'absent'],
  flag: ['equals', 'exists', 'absent'],
};

/** A check asks what its kind finds out, and a fact what its sort can be asked. */
export function expectations(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => {
    const { kind } = check.fields;
    return assertionsIn(check).flatMap((placed) => [
      ...(typeof kind === 'string' ? [...partFindings(kind, placed), ...factFindings(kind, placed)] : []),
      ...captureFindings(placed),
      ...warnFindings(placed),
    ]);
  });
}

function partFindings(kind: string, { at, fields }: Placed): readonly Finding[] {
  const has = Object.hasOwn(PARTS, kind) ? PARTS[kind] : undefined;
  const parts = Object.hasOwn(LOOKS_AT, String(fields.on)) ? LOOKS_AT[String(fields.on)] : undefined;
  const lacks = parts?.find((part) => has?.includes(part) === false);
  if (lacks === undefined) return [];
  const owners = Object.keys(PARTS).filter((name) => parts?.every((part) => PARTS[name]?.includes(part)));
  return [
    {
      at,
      message: `${article(kind)} ${kind} check has no ${NAMES[lacks]}`,
      got: `${String(fields.on)}(…)`,
      allowed: whatHas(kind),
      fix: `ask what it has; ${NAMES[lacks]} comes with ${list(owners)}`,
    },
  ];
}

function factFindings(kind: string, { at, fields }: Placed): readonly Finding[] {
  const { on, name } = fields;
  if (on !== 'fact' || typeof name !== 'string' || !Object.hasOwn(ROWS, name)) return [];
  const { sort, kinds } = ROWS[name] as FactRow;
  if (!kinds.includes(kind)) {
    const fix = `ask what it has; ${name} comes with ${list(kinds)}`;
    return [{ at, message: `${article(kind)} ${kind} check has no ${name}`, got: name, allowed: whatHas(kind), fix }];
  }
  const { is, value } = fieldsOf(fields.condition);
  const allowed = CONDITIONS[sort];
  if (typeof is !== 'string' || !allowed.includes(is)) {
    const fix = 'ask it such a thing';
    return [{ at: [...at, 'condition'], message: `${name} is a ${sort}`, got: show(is), allowed: list(allowed), fix }];
  }
  const wanted = { number: 'number', text: 'string', flag: 'boolean', list: 'object' }[sort];
  if (is !== 'equals' || typeof value === wanted) return [];
  const got = show(value);
  return [{ at: [...at, 'condition', 'value'], message: `${name} is a ${sort}`, got, fix: 'compare it with one' }];
}

/** All that may be asked of a kind. */
function whatHas(kind: string): string {
  const parts = (PARTS[kind] ?? []).map((part) => NAMES[part]);
  const facts = Object.keys(ROWS).filter((name) => ROWS[name]?.kinds.some((one) => one === kind));
  return list(['latency', ...parts, ...byFamily(facts)]);
}

/** Facts of one family together: `certificate.* (13)`. A few are named. */
function byFamily(facts: readonly string[]): readonly string[] {
  const families = [...new Set(facts.map((name) => name.replace(/\..*/, '')))];
  return families.flatMap((family) => {
    const names = facts.filter((name) => name.startsWith(`${family}.`));
    return names.length <= 4 ? names : [`${family}.* (${names.length})`];
  });
}

function article(kind: string): string {
  return kind === 'http' ? 'an' : 'a';
}

/** A group that the pattern has. */
function captureFindings({ at, fields }: Placed): readonly Finding[] {
  const { is, value, group } = fieldsOf(fields.condition);
  if (is !== 'capture' || !(value instanceof RegExp)) return [];
  const match = new RegExp(`${value.source}|`, value.flags.replace('g', '')).exec('');
  const count = (match?.length ?? 1) - 1;
  const names = Object.keys(match?.groups ?? {});
  if (names.includes(group as string)) return [];
  if (Number.isInteger(group) && (group as number) >= 0 && (group as number) <= count) return [];
  return [
    {
      at: [...at, 'condition', 'group'],
      message: count === 0 ? 'the pattern has no group to capture' : 'the pattern has no such group',
      allowed: count === 0 ? 'a pattern with a group in round brackets' : list([...names, `1 to ${count}`]),
      fix: count === 0 ? 'put what is asked into brackets: /version (\\d+)/' : 'use one of them',
    },
  ];
}

/** The opposite of a warning says nothing. */
function warnFindings({ at, fields, within }: Placed): readonly Finding[] {
  if (!within.includes('not') || (fields.level !== 'warn' && fields.warn === undefined)) return [];
  return [
    {
      at: [...at, fields.level === 'warn' ? 'level' : 'warn'],
      message: 'a warning stands within not()',
      fix: 'put the warning outside: warn(not(…))',
    },
  ];
}
