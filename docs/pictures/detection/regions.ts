import { makeRegional } from '../../../bench/anomaly/made/regions.ts';
import { STEP } from '../../../bench/anomaly/made/series.ts';
import { MISSING } from '../../../bench/anomaly/made/site.ts';
import { PER_DAY } from '../../../bench/anomaly/made/traits.ts';
import { findingOf, newDetector } from '../../../lib/core/detect/detector.ts';
import { fuse } from '../../../lib/core/detect/fuse.ts';
import { words } from '../svg.ts';
import { alertLine, clockTicks, evidenceAxis, evidenceLine, type Frame, faultShade, latencyPane } from './panes.ts';
import { alertIn, type Run, runOf, type Shown, type Span, show } from './watch.ts';

/** A made check in five regions, in none of the sets of the benchmark; its delay is the median that the benchmark prints. */
const SEED = 18;
const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2', 'sa-east-1', 'ap-southeast-2'];

/** +50 % for an hour in all regions, on the ninth day at 10:00. */
const FAULT: Span = { start: 8 * PER_DAY + 600, end: 8 * PER_DAY + 660 };
const SPAN: Span = { start: FAULT.start - 60, end: FAULT.end + 60 };
const FACTOR = 1.5;

const LANE = 58;
const EVIDENCE = 80;

/** How high the picture's body is. */
export const REGIONS_HEIGHT = 40 + REGIONS.length * LANE + 24 + EVIDENCE + 20;

/** One check from five regions, and what they say together. */
export function drawRegions(left: number, width: number, y: number): readonly string[] {
  const { lanes, fused, scope } = watchRegions();
  const alone = lanes.map((runs) => alertIn(runs, FAULT) ?? '–');
  const together = fused.find(([i, evidence]) => i >= FAULT.start && evidence >= 1)?.[0];
  const frame = (top: number, height: number): Frame => ({ span: SPAN, left, width, top, height });
  const bottom = y + 40 + REGIONS.length * LANE + 24;
  const all = frame(y + 40, bottom + EVIDENCE - y - 40);
  const joint = together === undefined ? 'no alert' : `alert at run ${together - FAULT.start + 1}, scope ${scope}`;
  return [
    words('text title', left, y + 14, 'five regions'),
    words('quiet', left, y + 30, `+50 % for 60 runs in all regions. Together: ${joint}. Alone: ${alone.join(', ')}`),
    faultShade(all, FAULT),
    ...clockTicks(all),
    ...lanes.flatMap((runs, k) => {
      const top = y + 40 + k * LANE;
      return [words('text', left, top + 11, REGIONS[k] as string), ...latencyPane(runs, frame(top + 14, LANE - 18))];
    }),
    words('text', left, bottom - 6, 'evidence of each region, and of all together'),
    ...evidenceAxis(frame(bottom, EVIDENCE)),
    ...lanes.map((runs) => {
      const alone = runs.map((run) => [run.i, run.evidence] as const);
      return evidenceLine('thin', alone, frame(bottom, EVIDENCE));
    }),
    evidenceLine('joint', fused, frame(bottom, EVIDENCE)),
    ...(together === undefined ? [] : [alertLine(all, together)]),
  ];
}

/** Shows the regions of the check to their detectors, one after the other within each minute. */
function watchRegions() {
  const places = makeRegional(SEED, { clean: true, regions: REGIONS.length }).regions.map(slower);
  const detectors = places.map(() => newDetector());
  const lanes: Run[][] = places.map(() => []);
  const fused: (readonly [number, number])[] = [];
  let scope: string | undefined;
  for (let i = 0; i < SPAN.end; i++) {
    places.forEach((place, k) => {
      const detector = detectors[k];
      if (detector === undefined || place.ok[i] === MISSING) return;
      show(detector, place, i, (k * STEP) / places.length);
      if (i >= SPAN.start) lanes[k]?.push(runOf(detector, place, i));
    });
    if (i < SPAN.start) continue;
    const joint = fuse(new Map(detectors.map((detector, k) => [REGIONS[k] as string, findingOf(detector)])));
    fused.push([i, joint.evidence]);
    if (i >= FAULT.start && joint.evidence >= 1) scope ??= joint.scope;
  }
  return { lanes, fused, scope };
}

function slower({ latency, ok }: Shown): Shown {
  return { latency: latency.map((ms, i) => (i >= FAULT.start && i < FAULT.end ? FACTOR * ms : ms)), ok };
}
