import type { Check } from '../../lib/core/check.ts';
import { OUTCOMES } from '../../lib/core/result.ts';
import type { VerdictName } from '../../lib/core/verdict.ts';
import { drawMarks, type Mark, switchMarks, toldMarks } from './marks.ts';
import type { Film } from './play.ts';
import { HEIGHTS } from './style.ts';
import { box, LEFT, px, RIGHT, widthOf, words } from './svg.ts';

/** A part of a picture: its lines of SVG, and how high it is. */
export type Drawn = { readonly height: number; readonly svg: readonly string[] };

/** From an instant to its place on the time axis. */
export type XOf = (at: number) => number;

/** Height of a lane, its gap to the next one included. */
export const LANE = 22;

/** The runs of a check in one region, a bar each. */
export function regionLane({ runs, from, to }: Film, check: Check, region: string, xOf: XOf, y: number): Drawn {
  const own = runs.filter((run) => run.check === check.id && run.region === region);
  const width = Math.min(7, Math.max(1.2, ((RIGHT - LEFT) * check.cadenceMs * 0.62) / (to - from)));
  const bars = OUTCOMES.flatMap((outcome) => {
    const path = own
      .filter(({ entry }) => entry.outcome === outcome)
      .map(({ entry }) => barAt(xOf(entry.slot), y + 18, width, HEIGHTS[outcome]));
    return path.length === 0 ? [] : [`<path class="run-${outcome}" d="${path.join('')}"/>`];
  });
  return { height: LANE, svg: [words('quiet', LEFT - 12, y + 15, region, 'end'), ...bars] };
}

/** A bar that stands on `bottom`, around `x`. */
export function barAt(x: number, bottom: number, width: number, height: number): string {
  return `M${px(x - width / 2)} ${px(bottom)}v${-height}h${px(width)}v${height}z`;
}

/** What was thought of a check, from each change to the next. Before the first it is up. */
export function verdictLane({ decisions, from, to }: Film, check: string, xOf: XOf, y: number): Drawn {
  const changes = decisions.verdicts.filter((one) => one.check === check);
  const spans = [{ at: from, verdict: 'up' as VerdictName }, ...changes];
  const boxes = spans.flatMap(({ at, verdict }, i) => {
    const end = xOf(spans[i + 1]?.at ?? to);
    const x = xOf(at);
    if (end - x < 0.1) return [];
    const name = end - x > widthOf(verdict) + 4 ? [words('text', (x + end) / 2, y + 14, verdict, 'middle')] : [];
    return [box(`verdict-${verdict}`, x, y + 2, end - x, 17), ...name];
  });
  return { height: LANE, svg: [words('text', LEFT - 12, y + 15, 'verdict', 'end'), ...boxes] };
}

/** What people hear. */
export function peopleLane({ decisions }: Film, check: string, xOf: XOf, y: number): Drawn {
  return markLane('people hear', toldMarks(decisions, check), xOf, y);
}

/** The switch of a check: off, on trial, given back. */
export function switchLane({ decisions, to }: Film, check: Check, xOf: XOf, y: number): Drawn {
  const { contain } = check;
  if (contain === undefined) return { height: 0, svg: [] };
  const marks = switchMarks(decisions, check.id);
  const times = decisions.contained.filter(
    ({ service, switch: name }) => service === contain.service && name === contain.switch,
  );
  const bars = times.flatMap(({ from, to: end = to }) => {
    const trial = marks.find(({ kind, at }) => kind === 'restore' && at >= from && at <= end)?.at ?? end;
    const isTrip = marks.find(({ at }) => at >= from)?.kind === 'trip';
    if (!isTrip) return [];
    const last = marks.find(({ kind, at }) => kind === 'release' && at >= end)?.at ?? end;
    return [
      box('switch', xOf(from), y + 17, xOf(trial) - xOf(from), 4),
      box('trial', xOf(trial), y + 17, xOf(last) - xOf(trial), 4),
    ];
  });
  const { svg, height } = markLane(`switch ${contain.switch}`, marks, xOf, y - 2);
  return { height: height + 2, svg: [...bars, ...svg] };
}

/** The times of a maintenance, behind the lanes from `y` to `bottom`. */
export function maintenanceShade(
  spans: readonly { readonly from: number; readonly to: number }[],
  xOf: XOf,
  y: number,
  bottom: number,
): readonly string[] {
  return spans.map(({ from, to }) => box('held', xOf(from), y, xOf(to) - xOf(from), bottom - y));
}

function markLane(name: string, marks: readonly Mark[], xOf: XOf, y: number): Drawn {
  return { height: LANE, svg: [words('text', LEFT - 12, y + 15, name, 'end'), ...drawMarks(marks, xOf, y + 11)] };
}
