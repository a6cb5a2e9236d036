import { formatSpan, MINUTE } from '../../time.ts';
import { type Draft, type DraftCheck, fieldsOf, listOf } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { list, nearest, show } from '../show.ts';

/** A child waits for one interval of its parent: longer than this it may not be held back. */
const LONGEST_HOLD_MS = 5 * MINUTE;

/** Most checks of a circle that are shown. */
const MOST_SHOWN = 8;

/** Parents are checks of this monitor, look as often as their children, and do not depend on them in turn. */
export function dependencies(draft: Draft): readonly Finding[] {
  return [...draft.checks.flatMap((check) => parentsOf(check, draft)), ...cycles(draft)];
}

/** The id of each parent, where one can be read. */
function parentIds({ fields }: DraftCheck): readonly (string | undefined)[] {
  return listOf(fields.dependsOn).map((parent) => {
    const id = typeof parent === 'string' ? parent : fieldsOf(parent).check;
    return typeof id === 'string' ? id : undefined;
  });
}

function parentsOf(check: DraftCheck, draft: Draft): readonly Finding[] {
  const ids = draft.checks.flatMap(({ id }) => id ?? []);
  const others = ids.filter((id) => id !== check.id);
  const seen = new Set<string>();
  return parentIds(check).flatMap((parent, index): readonly Finding[] => {
    const at = [...check.at, 'dependsOn', index];
    const given = listOf(check.fields.dependsOn)[index];
    const kind = typeof given === 'string' ? 'own' : fieldsOf(given).kind;
    const strange = Object.keys(fieldsOf(given)).find((key) => key !== 'check' && key !== 'kind');
    if (parent === undefined || (kind !== 'own' && kind !== 'upstream') || strange !== undefined) {
      const { id } = fieldsOf(given);
      const fix = typeof id === 'string' ? `name it: ${show(id)}` : 'name a check';
      return [{ at, message: 'not a parent', allowed: "the id of a check, or upstream('stripe')", fix }];
    }
    if (parent === check.id) {
      return [{ at, message: 'the check depends on itself', allowed: list(others), fix: 'remove it' }];
    }
    if (!ids.includes(parent)) {
      const meant = nearest(parent, others);
      const fix = meant === undefined ? 'name a check of this monitor' : `did you mean ${show(meant)}?`;
      return [{ at, message: 'depends on a check that does not exist', allowed: list(others), fix }];
    }
    if (seen.has(parent)) return [{ at, message: 'the parent is named twice', fix: 'remove one of them' }];
    seen.add(parent);
    return slowParent(check, parent, draft).map((finding) => ({ ...finding, at }));
  });
}

function slowParent(check: DraftCheck, parent: string, draft: Draft): readonly Omit<Finding, 'at'>[] {
  const cadenceMs = draft.checks.find(({ id }) => id === parent)?.cadenceMs;
  const most = Math.max(LONGEST_HOLD_MS, check.cadenceMs ?? LONGEST_HOLD_MS);
  if (cadenceMs === undefined || cadenceMs <= most) return [];
  const got = `${parent}, every ${formatSpan(cadenceMs)}`;
  const message = 'the parent looks too seldom: its child would be held back for so long';
  return [
    {
      message,
      got,
      allowed: `parents that run at least every ${formatSpan(most)}`,
      fix: `let ${parent} run more often`,
    },
  ];
}

/** Each circle once, at its first check. */
function cycles(draft: Draft): readonly Finding[] {
  const byId = new Map(draft.checks.flatMap((check) => (check.id === undefined ? [] : [[check.id, check] as const])));
  const told = new Set<string>();
  return draft.checks.flatMap((check) => {
    const path = check.id === undefined ? undefined : circleFrom(check.id, byId);
    const key = path === undefined ? '' : [...path].sort().join(' ');
    if (path === undefined || told.has(key)) return [];
    told.add(key);
    const shown = path.length > MOST_SHOWN ? [...path.slice(0, MOST_SHOWN - 2), '…', path.at(-1)] : path;
    const got = [...shown, path[0]].join(' → ');
    const fix = 'remove one of these dependencies';
    return [
      {
        at: [...check.at, 'dependsOn'],
        message: 'checks depend on each other in a circle',
        got,
        allowed: 'no circle',
        fix,
      },
    ];
  });
}

/** The shortest way from a check back to itself. */
function circleFrom(start: string, byId: ReadonlyMap<string, DraftCheck>): readonly string[] | undefined {
  const visited = new Set<string>([start]);
  const trails: (readonly string[])[] = [[start]];
  for (const trail of trails) {
    const check = byId.get(trail.at(-1) ?? start);
    for (const parent of check === undefined ? [] : parentIds(check)) {
      if (parent === start && trail.length > 1) return trail;
      if (parent === undefined || visited.has(parent)) continue;
      visited.add(parent);
      trails.push([...trail, parent]);
    }
  }
  return undefined;
}
