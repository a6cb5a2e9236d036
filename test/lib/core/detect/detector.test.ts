import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STARTS_AT, STEP } from '../../../../bench/anomaly/made/series.ts';
import {
  acceptLevel,
  copyDetector,
  findingOf,
  newDetector,
  newsOf,
  observe,
  type Sample,
} from '../../../../lib/core/detect/detector.ts';
import { FAULT_AT, grown, madeSeries, samplesOf, steadyRuns } from './series.ts';

const HOUR = 3_600_000;

describe('faults of a made series', () => {
  // Seed 7 is a series of ordinary noise.
  it.each([
    ['step50', 'shift', 8],
    ['step100', 'shift', 5],
    ['spikes', 'shift', 4],
    ['jitter', 'jitter', 15],
    ['err5', 'paired', 100],
    ['err30', 'frequent', 20],
    ['outage', 'outage', 3],
  ] as const)('%s is found as %s within %i runs', (fault, by, within) => {
    const series = madeSeries(7, fault);
    const detector = grown(series, FAULT_AT);
    expect(findingOf(detector).evidence).toBeLessThan(1);
    let found = 0;
    for (const sample of samplesOf(series, FAULT_AT, FAULT_AT + 120)) {
      found += 1;
      if (observe(detector, sample) >= 1) break;
    }
    expect(found).toBeLessThanOrEqual(within);
    const finding = findingOf(detector);
    expect(finding).toMatchObject({ by, isCold: false });
    expect(finding.since).toBeGreaterThanOrEqual(STARTS_AT + (FAULT_AT - 5) * STEP);
  });

  it('failures and a shift that are each too little are found together', () => {
    const series = madeSeries(2, 'brownout');
    const detector = grown(series, FAULT_AT);
    let found: string | undefined;
    for (const sample of samplesOf(series, FAULT_AT, FAULT_AT + 120)) {
      if (observe(detector, sample) >= 1) found ??= findingOf(detector).by;
    }
    expect(found).toBe('brownout');
  });

  it('a month without a fault is told of hardly ever', () => {
    let alerts = 0;
    let runs = 0;
    for (const seed of [11, 12, 13, 14, 15, 16]) {
      const series = madeSeries(seed);
      const detector = grown(series, series.warmUp);
      let before = 0;
      for (const sample of samplesOf(series, series.warmUp, series.samples)) {
        const evidence = observe(detector, sample);
        if (evidence >= 1 && before < 1) alerts += 1;
        before = evidence;
        runs += 1;
      }
    }
    expect(runs).toBeGreaterThan(170_000);
    expect(alerts).toBeLessThanOrEqual(2);
  });
});

describe('what is normal', () => {
  it('a series is cold for a day, and says so', () => {
    const detector = newDetector();
    for (const sample of steadyRuns(0, 1_400, 100)) observe(detector, sample);
    for (const sample of steadyRuns(1_400, 10, 900)) expect(observe(detector, sample)).toBe(0);
    expect(findingOf(detector)).toMatchObject({ isCold: true, evidence: 0 });
    for (const sample of steadyRuns(1_410, 100, 100)) observe(detector, sample);
    expect(findingOf(detector).isCold).toBe(false);
  });

  it('a deploy that makes a series eight percent slower is no fault', () => {
    const detector = newDetector();
    for (const sample of steadyRuns(0, 4_000, 100)) observe(detector, sample);
    let most = 0;
    for (const sample of steadyRuns(4_000, 1_440, 108)) most = Math.max(most, observe(detector, sample));
    expect(most).toBeLessThan(1);
  });

  it('what is expected, and what is, stand beside each other', () => {
    const detector = newDetector();
    for (const sample of steadyRuns(0, 4_000, 100)) observe(detector, sample);
    for (const sample of steadyRuns(4_000, 30, 150)) observe(detector, sample);
    const { by, expected, value = 0, runs = 0, since = 0 } = findingOf(detector);
    expect(by).toBe('shift');
    expect(expected?.typical).toBeCloseTo(100, -1);
    expect(expected?.high).toBeLessThan(150);
    expect(value).toBeGreaterThan(expected?.high ?? 0);
    expect(runs).toBeGreaterThanOrEqual(28);
    expect(Math.abs(since - (STARTS_AT + 4_000 * STEP))).toBeLessThanOrEqual(3 * STEP);
  });

  it('a shift that lasts for a thousand runs is what is normal from then on', () => {
    const detector = newDetector();
    for (const sample of steadyRuns(0, 4_000, 100)) observe(detector, sample);
    for (const sample of steadyRuns(4_000, 1_200, 150)) observe(detector, sample);
    expect(findingOf(detector).evidence).toBeLessThan(0.5);
    expect(findingOf(detector).expected?.typical).toBeGreaterThan(140);
  });

  it('a level that is accepted is no news', () => {
    const detector = newDetector();
    for (const sample of steadyRuns(0, 4_000, 100)) observe(detector, sample);
    for (const sample of steadyRuns(4_000, 40, 115)) observe(detector, sample);
    acceptLevel(detector);
    let most = 0;
    for (const sample of steadyRuns(4_040, 600, 115)) most = Math.max(most, observe(detector, sample));
    expect(most).toBeLessThan(1);
    expect(findingOf(detector).expected?.typical).toBeGreaterThan(112);
  });

  it('what was told is told once, and is over when the series is well again', () => {
    const detector = newDetector();
    for (const sample of steadyRuns(0, 4_000, 100)) observe(detector, sample);
    const news = [...steadyRuns(4_000, 200, 200)].map((sample) => {
      observe(detector, sample);
      return newsOf(detector);
    });
    expect(news.filter((one) => one >= 1).length).toBeLessThanOrEqual(60);
    expect(news.at(-1)).toBeLessThan(0.5);
    expect(findingOf(detector).evidence).toBeGreaterThanOrEqual(1);
    for (const sample of steadyRuns(4_200, 60, 100)) observe(detector, sample);
    expect(findingOf(detector).evidence).toBeLessThan(0.5);
  });

  it('an hour that is always slow is expected to be', () => {
    const detector = newDetector();
    const run = (i: number): Sample => {
      const at = STARTS_AT + i * STEP;
      const isBusy = Math.floor(at / HOUR) % 24 === 9;
      const [steady] = steadyRuns(i, 1, isBusy ? 180 : 100);
      return steady as Sample;
    };
    let most = 0;
    for (let i = 0; i < 14 * 1_440; i++) {
      const evidence = observe(detector, run(i));
      if (i > 7 * 1_440) most = Math.max(most, evidence);
    }
    expect(most).toBeLessThan(1);
  });

  it('at a check of once an hour a single run that is quite unlike all others counts', () => {
    const detector = newDetector();
    for (let i = 0; i < 24 * 20; i++) {
      const [sample] = steadyRuns(i, 1, 100);
      observe(detector, { ...(sample as Sample), at: STARTS_AT + i * HOUR });
    }
    const at = STARTS_AT + 24 * 20 * HOUR;
    expect(observe(detector, { at, outcome: 'pass', latencyMs: 3_000 })).toBeGreaterThanOrEqual(1);
    expect(findingOf(detector)).toMatchObject({ by: 'unusual', runs: 1 });
  });
});

describe('a check of once in five minutes', () => {
  const every = (i: number, latencyMs: number, outcome: 'pass' | 'fail' = 'pass'): Sample => {
    const [sample] = steadyRuns(i, 1, latencyMs);
    return {
      ...(sample as Sample),
      at: STARTS_AT + i * 5 * STEP,
      outcome,
      ...(outcome === 'fail' && { latencyMs: NaN }),
    };
  };
  const known = () => {
    const detector = newDetector();
    for (let i = 0; i < 288 * 7; i++) observe(detector, every(i, 100));
    return detector;
  };

  it('that goes out is found at its third failure', () => {
    const detector = known();
    const evidence = [0, 1, 2].map((i) => observe(detector, every(288 * 7 + i, 100, 'fail')));
    expect(evidence[2]).toBeGreaterThanOrEqual(1);
    expect(findingOf(detector).by).toBe('outage');
  });

  it('that gets slower by half is found in one region of five, too', () => {
    const detector = known();
    let most = 0;
    for (let i = 0; i < 36; i++) most = Math.max(most, observe(detector, every(288 * 7 + i, 150)));
    expect(most).toBeGreaterThanOrEqual(1 + Math.log(5) / 8);
  });
});

describe('whatever comes', () => {
  const sample = fc.record({
    gap: fc.oneof(fc.constant(60_000), fc.constant(0), fc.integer({ min: 1, max: 10_000_000 })),
    outcome: fc.constantFrom('pass' as const, 'pass' as const, 'fail' as const),
    latencyMs: fc.oneof(fc.constant(0), fc.constant(Number.NaN), fc.double({ min: 0, max: 1e7, noNaN: true })),
  });

  it('evidence is a number, never negative, and the same for the same samples', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), (rest) => {
        const detector = newDetector();
        for (const steady of steadyRuns(0, 1_500, 100)) observe(detector, steady);
        const other = copyDetector(detector);
        let at = detector.at;
        for (const { gap, outcome, latencyMs } of rest) {
          at += gap;
          const evidence = observe(detector, { at, outcome, latencyMs });
          expect(evidence).toBeGreaterThanOrEqual(0);
          expect(observe(other, { at, outcome, latencyMs })).toBe(evidence);
        }
        expect(other.values).toEqual(detector.values);
        expect([...detector.values].every(Number.isFinite)).toBe(true);
        expect(findingOf(detector).said.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('a copy goes its own way', () => {
    const detector = newDetector();
    for (const steady of steadyRuns(0, 100, 100)) observe(detector, steady);
    const copy = copyDetector(detector);
    const kept = copy.values.slice();
    for (const steady of steadyRuns(100, 100, 300)) observe(detector, steady);
    expect(copy.values).toEqual(kept);
  });
});
