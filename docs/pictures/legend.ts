import { OUTCOMES } from '../../lib/core/result.ts';
import type { VerdictName } from '../../lib/core/verdict.ts';
import { barAt } from './lanes.ts';
import { drawMark, type MarkKind, switchMarks, toldMarks } from './marks.ts';
import type { Film } from './play.ts';
import { HEIGHTS, VERDICTS } from './style.ts';
import { box, LEFT, widthOf, words } from './svg.ts';

/** Of a verdict's colours the order of the legend. */
const VERDICT_NAMES = Object.keys(VERDICTS) as VerdictName[];

/** What the marks mean, where the words beside them do not say all of it. */
const MEANING: Readonly<Record<MarkKind, string>> = {
  page: 'a page: wakes somebody',
  warning: 'a warning: can wait',
  update: 'an update',
  resolve: 'resolved',
  trip: 'trip',
  restore: 'a step of the restore',
  release: 'released',
};

type Item = { readonly text: string; readonly draw: (x: number, y: number) => string };

/** What the signs of this picture mean, in two lines from `y`: only those that occur. */
export function legendOf(
  film: Film,
  checks: readonly string[],
  isInMaintenance: boolean,
  y: number,
): readonly string[] {
  const runs = OUTCOMES.filter((outcome) => film.runs.some(({ entry }) => entry.outcome === outcome));
  const marks = new Set(
    checks
      .flatMap((check) => [...toldMarks(film.decisions, check), ...switchMarks(film.decisions, check)])
      .map(({ kind }) => kind),
  );
  const verdicts = VERDICT_NAMES.filter((name) =>
    [...film.decisions.verdicts.map(({ verdict }) => verdict), 'up'].includes(name),
  );
  const first = [
    ...runs.map((outcome) => ({
      text: outcome,
      draw: (x: number, at: number) => `<path class="run-${outcome}" d="${barAt(x, at + 5, 7, HEIGHTS[outcome])}"/>`,
    })),
    ...verdicts.map((name) => ({
      text: name,
      draw: (x: number, at: number) => box(`verdict-${name}`, x - 6, at - 6, 12, 12),
    })),
    ...(isInMaintenance
      ? [{ text: 'maintenance', draw: (x: number, at: number) => box('held', x - 6, at - 6, 12, 12) }]
      : []),
  ];
  const second = (Object.keys(MEANING) as MarkKind[])
    .filter((kind) => marks.has(kind))
    .map((kind) => ({ text: MEANING[kind], draw: (x: number, at: number) => drawMark(kind, x, at) }));
  return [...line(first, y), ...line(second, y + 20)];
}

function line(items: readonly Item[], y: number): readonly string[] {
  let x = LEFT + 4;
  return items.flatMap(({ text, draw }) => {
    const drawn = [draw(x, y), words('quiet', x + 11, y + 4, text)];
    x += 11 + widthOf(text) + 22;
    return drawn;
  });
}
