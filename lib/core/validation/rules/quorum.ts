import { type Draft, type DraftCheck, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { duplicates, namesIn } from './ids.ts';

/** A check runs in regions of the monitor, and no more of them must fail than there are. */
export function quorums(draft: Draft): readonly Finding[] {
  const known = [...new Set(draft.regions.map((region) => region.name))];
  return draft.checks.flatMap((check) => [...regionsOf(check, known), ...numberOf(check)]);
}

function regionsOf({ at, fields }: DraftCheck, known: readonly string[]): readonly Finding[] {
  const { of } = fieldsOf(fields.regions);
  if (of === undefined) return [];
  const path = [...at, 'regions', 'of'];
  const allowed = list(known);
  if (!Array.isArray(of) || of.length === 0) {
    return [{ at: path, message: 'of is not a list of regions', allowed, fix: 'name some, or leave it out' }];
  }
  const unknown = of.flatMap((name, index) => {
    if (known.includes(name)) return [];
    const meant = typeof name === 'string' ? nearest(name, known) : undefined;
    const fix = meant === undefined ? "add it to the monitor's regions" : `did you mean ${show(meant)}?`;
    return [{ at: [...path, index], message: 'the monitor has no such region', allowed, fix }];
  });
  const named = namesIn(of, path);
  return [...unknown, ...duplicates(named, 'the region', 'remove one of them')];
}

function numberOf({ at, fields, regions }: DraftCheck): readonly Finding[] {
  const given = fields.regions;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  const { quorum } = fieldsOf(given);
  const path = [...at, 'regions', 'quorum'];
  const count = new Set(regions).size;
  const allowed = `a whole number from 1 to ${count}, the number of the check's regions, or a share of them below 1`;
  const isShare = typeof quorum === 'number' && quorum > 0 && quorum < 1;
  if (isShare) return [];
  if (!Number.isInteger(quorum) || (quorum as number) < 1) {
    return [
      {
        at: path,
        message: 'the quorum is not a number of regions',
        allowed,
        fix: `write quorum(${Math.min(2, Math.max(1, count))})`,
      },
    ];
  }
  if (count === 0 || (quorum as number) <= count) return [];
  const fix = `lower it to ${count}, or add regions`;
  return [{ at: path, message: 'the quorum is above the number of regions', allowed, fix }];
}
