import type { Check } from '../../lib/core/check.ts';
import { MONITOR_CHECK } from '../../lib/core/check-policy.ts';
import { describeRule } from '../../lib/core/rule.ts';
import { sloCheck } from '../../lib/core/slo/judge-slo.ts';
import { formatInstant, formatSpan, MINUTE } from '../../lib/core/time.ts';
import { type Drawn, maintenanceShade, peopleLane, regionLane, switchLane, verdictLane, type XOf } from './lanes.ts';
import { legendOf } from './legend.ts';
import { type Film, maintenancesOf } from './play.ts';
import { STYLE } from './style.ts';
import { box, escapeText, LEFT, px, RIGHT, WIDTH, words } from './svg.ts';

/** Distances between the ticks of the axis that one may choose from, minutes, and the most ticks that there is room for. */
const STEPS = [5, 10, 15, 30, 60, 120];
const MOST_TICKS = 14;

/** The picture of a scene as SVG: a lane for each region, below them the verdict and what follows from it. */
export function drawPicture(film: Film, alt: string): string {
  const { from, to, monitor, title } = film;
  const xOf: XOf = (at) => LEFT + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (RIGHT - LEFT);
  const pseudo = [...(monitor.slos ?? []).map(sloCheck), MONITOR_CHECK].filter((id) =>
    film.decisions.verdicts.some(({ check }) => check === id),
  );
  const body: string[] = [];
  let y = 44;
  const put = ({ height, svg }: Drawn): void => {
    body.push(...svg);
    y += height;
  };
  const inMaintenance = monitor.checks.some((check) => maintenancesOf(check, film).length > 0);
  for (const check of monitor.checks) {
    body.push(words('quiet', LEFT, y + 10, ruleOf(check)));
    y += 18;
    const top = y;
    const shade = body.length;
    for (const region of check.regions) put(regionLane(film, check, region, xOf, y));
    put(verdictLane(film, check.id, xOf, y));
    put(peopleLane(film, check.id, xOf, y));
    put(switchLane(film, check, xOf, y));
    body.splice(shade, 0, ...maintenanceShade(maintenancesOf(check, film), xOf, top, y));
    y += 8;
  }
  for (const id of pseudo) {
    body.push(words('quiet', LEFT, y + 10, id));
    y += 18;
    put(verdictLane(film, id, xOf, y));
    put(peopleLane(film, id, xOf, y));
    y += 8;
  }
  const ticks = ticksOf(film);
  const grid = ticks.map((at) => box('grid', xOf(at) - 0.5, 40, 1, y - 40));
  const clock = ticks.map((at) => words('quiet', xOf(at), y + 14, formatInstant(at).slice(11, 16), 'middle'));
  const height = y + 72;
  const ids = [...monitor.checks.map(({ id }) => id), ...pseudo];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${px(height)}" width="${WIDTH}" height="${px(height)}" role="img">`,
    `<title>${escapeText(alt)}</title>`,
    `<style>${STYLE}</style>`,
    box('frame', 0, 0, WIDTH, height, 8),
    box('ground', 1, 1, WIDTH - 2, height - 2, 7),
    words('text title', LEFT, 26, title),
    ...grid,
    ...body,
    ...clock,
    ...legendOf(film, ids, inMaintenance, y + 36),
    '</svg>',
  ].join('\n')}\n`;
}

/** The check and its rules in words. */
function ruleOf(check: Check): string {
  const { id, cadenceMs, calendar, failWhen, recoverWhen, degradedWhen, regions, quorum, contain } = check;
  const isCron = calendar !== undefined && 'cron' in calendar;
  const how = isCron ? `cron ${calendar.cron.expression}` : `every ${formatSpan(cadenceMs)}`;
  const parts = [
    `${id}, ${how}: fails at ${describeRule(failWhen)}, in ${quorum} of ${regions.length} regions`,
    ...(degradedWhen === undefined ? [] : [`degraded at ${describeRule(degradedWhen)}`]),
    ...(contain?.when === undefined ? [] : [`trips at ${describeRule(contain.when)}, in ${contain.quorum ?? quorum}`]),
    `well at ${describeRule(recoverWhen)}`,
  ];
  return parts.join('; ');
}

/** The instants that the axis names. */
function ticksOf({ from, to }: Film): readonly number[] {
  const step = (STEPS.find((minutes) => (to - from) / (minutes * MINUTE) <= MOST_TICKS) ?? 240) * MINUTE;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}
