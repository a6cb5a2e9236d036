import type { Decisions } from '../../lib/core/replay/decision.ts';
import { incidentsOf } from '../../lib/core/replay/incidents.ts';
import { sloCheck } from '../../lib/core/slo/judge-slo.ts';
import { formatSpan } from '../../lib/core/time.ts';
import { LEFT, px, RIGHT, widthOf, words } from './svg.ts';

/** How the ids of error budgets begin. */
const SLO = sloCheck({ id: '' });

/** What a person hears, or what happens to a switch. */
export type MarkKind = 'page' | 'warning' | 'update' | 'resolve' | 'trip' | 'restore' | 'release';

/** `label`: said beside it where there is room. */
export type Mark = { readonly kind: MarkKind; readonly at: number; readonly label: string };

/** A shape of its own for each kind, around 0,0 and 12 px wide, and the class that colours it. */
const SHAPES: Readonly<Record<MarkKind, readonly [kind: string, path: string]>> = {
  page: ['page', 'M0-6L6.5 5.5H-6.5Z'],
  warning: ['warning', 'M0-6L6 0L0 6L-6 0Z'],
  update: ['update', 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z'],
  resolve: ['resolve', 'M-6-.5L-3.7-2.8L-1.6-.7L4-6.2L6.2-4L-1.6 3.8Z'],
  trip: ['switch', 'M0 6L6.5-5.5H-6.5Z'],
  restore: ['switch', 'M0-5L5 1H2V5H-2V1H-5Z'],
  release: ['switch', 'M-5-5H5V5H-5Z'],
};

/** A mark at a place. */
export function drawMark(kind: MarkKind, x: number, y: number): string {
  const [style, path] = SHAPES[kind];
  return `<path class="${style}" transform="translate(${px(x)} ${px(y)})" d="${path}"/>`;
}

/** Marks of one lane, each with its label where that touches no other mark. `xOf`: where an instant is. */
export function drawMarks(marks: readonly Mark[], xOf: (at: number) => number, y: number): readonly string[] {
  const sorted = [...marks].sort((a, b) => a.at - b.at);
  let taken = LEFT;
  return sorted.flatMap(({ kind, at, label }, i) => {
    const x = xOf(at);
    const width = widthOf(label);
    const next = sorted[i + 1];
    const room = (next === undefined ? RIGHT + 10 : xOf(next.at) - 8) - (x + 10);
    const shape = drawMark(kind, x, y);
    if (room >= width) {
      taken = x + 10 + width;
      return [shape, words('text', x + 10, y + 4, label)];
    }
    const isFree = x - 10 - width > taken;
    taken = x + 8;
    return isFree ? [shape, words('text', x - 10, y + 4, label, 'end')] : [shape];
  });
}

/** What people hear of a check. A page says how long after the first failing run. */
export function toldMarks({ events, told }: Decisions, check: string): readonly Mark[] {
  const incidents = new Map(incidentsOf({ events, told }).map((one) => [one.id, one]));
  const woken = new Set<string>();
  return told
    .filter((one) => one.check === check)
    .map(({ at, incident, kind, severity }): Mark => {
      if (kind === 'resolve') return { kind: 'resolve', at, label: 'resolved' };
      const since = incidents.get(incident)?.firstFailureAt ?? at;
      // An error budget burns over its whole window: that is no delay.
      const after = check.startsWith(SLO) ? '' : ` after ${formatSpan(at - since)}`;
      if (severity === 'critical' && !woken.has(incident)) {
        woken.add(incident);
        return { kind: 'page', at, label: `page${after}` };
      }
      return kind === 'trigger'
        ? { kind: 'warning', at, label: `warning${after}` }
        : { kind: 'update', at, label: 'update' };
    });
}

/** What happens to the switch of a check. */
export function switchMarks({ events }: Decisions, check: string): readonly Mark[] {
  return events
    .filter((one) => one.check === check)
    .flatMap(({ at, type }): readonly Mark[] => {
      if (type === 'tripped') return [{ kind: 'trip', at, label: 'trip' }];
      if (type === 'restore-step') return [{ kind: 'restore', at, label: 'restore' }];
      return type === 'released' ? [{ kind: 'release', at, label: 'released' }] : [];
    });
}
