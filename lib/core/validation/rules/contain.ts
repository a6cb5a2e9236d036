import { quorumOf } from '../../compile.ts';
import { type Draft, type DraftCheck, fieldsOf, listOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { duplicates, namesIn } from './ids.ts';

/** A trip flips a declared switch, on the word of enough regions, to help checks that exist. */
export function trips(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => {
    const { contain } = check.fields;
    if (typeof contain !== 'object' || contain === null || Array.isArray(contain)) return [];
    const trip = fieldsOf(contain);
    const at = [...check.at, 'contain'];
    return [
      ...switchOf(trip.switch, at, draft),
      ...evidenceOf(trip, at, check),
      ...ownQuorumOf(trip, at, check),
      ...relievesOf(trip, at, draft),
    ];
  });
}

function switchOf(target: unknown, at: Path, draft: Draft): readonly Finding[] {
  const { kind, service, name } = fieldsOf(target);
  const declared = draft.services.flatMap(({ id, switches }) => switches.map((key) => `${id}.switches.${key}`));
  const wanted = typeof service === 'string' && typeof name === 'string' ? `${service}.switches.${name}` : show(target);
  if (kind === 'switch' && declared.includes(wanted)) return [];
  const fix =
    kind === 'switch' && !draft.services.some(({ id }) => id === service)
      ? `add the service ${show(service)} to services`
      : `name a switch that its service declares`;
  return [
    {
      at: [...at, 'switch'],
      message: 'trip names a switch that no service declares',
      ...(kind === 'switch' ? { got: wanted } : {}),
      allowed: list(declared),
      fix,
    },
  ];
}

function evidenceOf(
  { singleRegion }: Readonly<Record<string, unknown>>,
  at: Path,
  check: DraftCheck,
): readonly Finding[] {
  if (check.regions.length !== 1 || singleRegion === true) return [];
  return [
    {
      at,
      message: 'the check runs in one region, which is little evidence to contain on',
      got: `one region: ${list(check.regions)}`,
      allowed: 'two regions or more, or singleRegion: true',
      fix: 'add regions, or write trip(…, { singleRegion: true })',
    },
  ];
}

/** To flip a switch takes at least the regions that it takes to page. */
function ownQuorumOf({ quorum }: Readonly<Record<string, unknown>>, at: Path, check: DraftCheck): readonly Finding[] {
  const count = new Set(check.regions).size;
  if (quorum === undefined || count === 0) return [];
  const own = fieldsOf(check.fields.regions).quorum;
  const least = quorumOf(typeof own === 'number' ? own : undefined, count);
  const isNumber = typeof quorum === 'number' && (Number.isInteger(quorum) || (quorum > 0 && quorum < 1));
  const regions = isNumber ? quorumOf(quorum, count) : 0;
  if (isNumber && regions >= least && regions <= count) return [];
  const path = [...at, 'quorum'];
  const allowed = `${least}, which is enough to page, to ${count} regions, or a share of them below 1`;
  const message = !isNumber
    ? 'not a number of regions'
    : regions < least
      ? 'trip asks for fewer regions than the page'
      : 'trip asks for more regions than there are';
  return [{ at: path, message, allowed, fix: `write quorum: ${count}` }];
}

function relievesOf({ relieves }: Readonly<Record<string, unknown>>, at: Path, draft: Draft): readonly Finding[] {
  const ids = draft.checks.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const named = namesIn(listOf(relieves), [...at, 'relieves']);
  const unknown = listOf(relieves).flatMap((name, index) => {
    if (typeof name === 'string' && ids.includes(name)) return [];
    const meant = typeof name === 'string' ? nearest(name, ids) : undefined;
    const fix = meant === undefined ? 'name a check of this monitor' : `did you mean ${show(meant)}?`;
    return [
      { at: [...at, 'relieves', index], message: 'trip relieves a check that does not exist', allowed: list(ids), fix },
    ];
  });
  return [...unknown, ...duplicates(named, 'the check', 'remove one of them')];
}
