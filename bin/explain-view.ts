import colors from 'picocolors';
import type { Explained, RegionExplained } from '../lib/app/explain-check.ts';
import { describeFinding, describeScope, milliseconds, readable } from '../lib/core/anomaly-text.ts';
import { describeEvidence } from '../lib/core/incident-step.ts';
import type { Entry } from '../lib/core/series.ts';

const BARS = '▁▂▃▄▅▆▇█';

/** Why a check is thought to be as it is: the verdict, then each region with what is expected of it, what is, and its last runs. */
export function explainText({ check, asOf, verdict, fused, regions }: Explained): string {
  const { anomaly } = verdict;
  const scope = anomaly === undefined ? (fused?.scope ?? 'none') : describeScope(anomaly, check.regions.length);
  const watch =
    check.detect === undefined
      ? 'anomalies  not watched: detect is false, or the kind has no latency'
      : `anomalies  evidence ${(fused?.evidence ?? 0).toFixed(2)} of ${check.detect.threshold} (sensitivity ${check.detect.sensitivity}), seen: ${scope}`;
  return [
    `${colors.bold(check.id)} is ${colors.bold(verdict.name)} at ${readable(asOf)}`,
    ...(verdict.what === undefined ? [] : [verdict.what]),
    '',
    ...describeEvidence(verdict.evidence).map((line) => `  - ${line}`),
    '',
    watch,
    ...regions.flatMap((one) => ['', ...regionText(one, asOf)]),
  ].join('\n');
}

function regionText({ region, isFresh, finding, ring }: RegionExplained, asOf: number): readonly string[] {
  const latencies = ring.flatMap(({ outcome, total, run }) =>
    run === 'scheduled' && (outcome === 'pass' || outcome === 'warn') ? [total] : [],
  );
  const range =
    latencies.length === 0
      ? ''
      : `  ${milliseconds(Math.min(...latencies))} to ${milliseconds(Math.max(...latencies))}`;
  const expected = finding?.expected;
  const usual =
    expected === undefined
      ? []
      : [
          `  expected  ${milliseconds(expected.low)} to ${milliseconds(expected.high)}, typical ${milliseconds(expected.typical)}`,
        ];
  return [
    `${colors.bold(region)}${isFresh ? '' : '  no fresh result'}`,
    ...(finding === undefined ? [] : [`  detector  ${describeFinding(finding, asOf)}`]),
    ...usual,
    ...(ring.length === 0 ? [] : [`  runs      ${sparkline(ring)}${range}`]),
  ];
}

/** A bar for each run, higher where it took longer; `x` failed, `·` unknown. */
export function sparkline(ring: readonly Entry[]): string {
  const runs = ring.filter(({ run }) => run === 'scheduled');
  const totals = runs.flatMap(({ outcome, total }) => (outcome === 'pass' || outcome === 'warn' ? [total] : []));
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  return runs
    .map(({ outcome, total }) => {
      if (outcome === 'fail') return 'x';
      if (outcome === 'unknown') return '·';
      const share = most > least ? (total - least) / (most - least) : 0;
      return BARS[Math.round(share * (BARS.length - 1))] ?? '';
    })
    .join('');
}
