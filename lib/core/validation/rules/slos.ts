import { type Draft, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { duplicates, namesIn } from './ids.ts';

/** The SLO of a service says whose runs count; that of a check counts its own. */
export function slos(draft: Draft): readonly Finding[] {
  const ids = draft.checks.flatMap(({ id }) => id ?? []);
  const ofChecks = draft.checks.flatMap(({ at, fields }): readonly Finding[] => {
    if (fieldsOf(fields.slo).checks === undefined) return [];
    const allowed = 'in the SLO of a service';
    return [{ at: [...at, 'slo', 'checks'], message: 'the SLO of a check names checks', allowed, fix: 'remove it' }];
  });
  const ofServices = draft.services.flatMap(({ at, fields }): readonly Finding[] => {
    if (fieldsOf(fields.slo).kind !== 'slo') return [];
    const { checks } = fieldsOf(fields.slo);
    const path = [...at, 'slo', 'checks'];
    if (!Array.isArray(checks) || checks.length === 0) {
      const message = 'the SLO of a service does not say whose runs count';
      return [{ at: path, message, allowed: list(ids), fix: "name them: checks: ['storefront']" }];
    }
    const unknown = checks.flatMap((name: unknown, index) => {
      if (typeof name === 'string' && ids.includes(name)) return [];
      const meant = typeof name === 'string' ? nearest(name, ids) : undefined;
      const fix = meant === undefined ? 'name a check of this monitor' : `did you mean ${show(meant)}?`;
      return [{ at: [...path, index], message: 'the SLO counts a check that does not exist', allowed: list(ids), fix }];
    });
    return [...unknown, ...duplicates(namesIn(checks, path), 'the check', 'remove one of them')];
  });
  return [...ofServices, ...ofChecks];
}
