import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STARTS_AT, STEP } from '../../../../bench/anomaly/made/series.ts';
import { MISSING } from '../../../../bench/anomaly/made/site.ts';
import { PHASES, type Phase } from '../../../../lib/core/assertion.ts';
import { decodeDetector, encodeDetector } from '../../../../lib/core/detect/codec.ts';
import {
  acceptLevel,
  copyDetector,
  type Detector,
  findingOf,
  newDetector,
  observe,
  type Sample,
} from '../../../../lib/core/detect/detector.ts';
import { AT } from '../../../../lib/core/detect/layout.ts';
import { compileDetection } from '../../../../lib/core/detect/sensitivity.ts';
import { settledOf } from '../../../../lib/core/detect/track.ts';
import { memoryOf } from '../../../../lib/core/memory.ts';
import type { Phases } from '../../../../lib/core/result.ts';
import { EMPTY_SERIES, type Entry, fold, revive, type Series } from '../../../../lib/core/series.ts';
import { decodeSeries, encodeSeries } from '../../../../lib/core/series-codec.ts';
import { MINUTE } from '../../../../lib/core/time.ts';
import { aCheck, anEntry, NOON } from '../../../builders.ts';
import { seeded } from '../../../simulation/timeline.ts';
import { FAULT_AT, madeSeries } from './series.ts';

/** What each phase but the wait takes of an ordinary run; the day and the noise of a made series are in the wait. */
const PARTS = { dns: 0.03, tcp: 0.1, tls: 0.15, transfer: 0.05 };

/** How much longer a run takes, in which phase, at a place; a share of the run. */
type Fault = (place: number) => { readonly [P in Phase]?: number };

const never: Fault = () => ({});

/** From `FAULT_AT` on one phase takes longer by a share of the whole run. */
const lasting =
  (phase: Phase, share: number): Fault =>
  (place) =>
    place >= FAULT_AT ? { [phase]: share } : {};

/** The samples of a made series with phases, from one place to another. */
function* phasedRuns(
  seed: number,
  from: number,
  to: number,
  fault: Fault,
): Iterable<Sample & { readonly place: number }> {
  const { latency, ok } = madeSeries(seed);
  const typical = [...latency.slice(0, 5_000)].sort((a, b) => a - b)[2_500] as number;
  const random = seeded(seed);
  for (let place = from; place < to; place++) {
    if (ok[place] === MISSING) continue;
    const usual = latency[place] as number;
    const phases: { [P in Phase]?: number } = {};
    let rest = usual;
    for (const [phase, part] of Object.entries(PARTS) as [Phase, number][]) {
      const ms = Math.min(0.9 * rest, typical * part * (0.9 + 0.2 * random()));
      phases[phase] = ms;
      rest -= ms;
    }
    phases.firstByte = 0.98 * rest;
    let latencyMs = usual;
    for (const [phase, share] of Object.entries(fault(place)) as [Phase, number][]) {
      phases[phase] = (phases[phase] as number) + share * usual;
      latencyMs += share * usual;
    }
    yield { place, at: STARTS_AT + place * STEP, outcome: ok[place] === 1 ? 'pass' : 'fail', latencyMs, phases };
  }
}

/** Which phase was named at the first alert from `FAULT_AT` on, and at the last run. */
function namedBy(runs: Iterable<Sample & { readonly place: number }>, detector: Detector = newDetector()) {
  let first: Phase | 'none' | undefined;
  for (const { place, ...sample } of runs) {
    const evidence = observe(detector, sample);
    if (place >= FAULT_AT && evidence >= 1) first ??= findingOf(detector).moved?.phase ?? 'none';
  }
  return { first, last: findingOf(detector).moved, detector };
}

describe('the phase that moved', () => {
  it.each(PHASES)('is named where the fault is in %s, at once and while it lasts', (phase) => {
    const { first, last } = namedBy(phasedRuns(7, 0, FAULT_AT + 240, lasting(phase, 0.5)));
    expect([first, last?.phase]).toEqual([phase, phase]);
    expect(last?.share).toBeGreaterThan(0.85);
  });

  it('is the right one or none, whatever the series and the size of the fault', () => {
    const told = { right: 0, none: 0, wrong: 0 };
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
      const { detector } = namedBy(phasedRuns(seed, 0, FAULT_AT, never));
      for (const share of [0.2, 0.5, 2]) {
        const phase = PHASES[seed % PHASES.length] as Phase;
        const fault = phasedRuns(seed, FAULT_AT, FAULT_AT + 60, lasting(phase, share));
        const { first } = namedBy(fault, copyDetector(detector));
        if (first !== undefined) told[first === phase ? 'right' : first === 'none' ? 'none' : 'wrong'] += 1;
      }
    }
    expect(told.wrong).toBe(0);
    expect(told.right).toBeGreaterThan(5 * told.none);
    expect(told.right + told.none).toBeGreaterThan(30);
  });

  it('is the one that a slow ramp is in', () => {
    const ramp: Fault = (place) => (place < FAULT_AT ? {} : { tls: 0.5 * Math.min(1, (place - FAULT_AT) / 180) });
    expect(namedBy(phasedRuns(7, 0, FAULT_AT + 240, ramp)).last?.phase).toBe('tls');
  });

  it('is none where several moved, as when the way there is longer', () => {
    const way: Fault = (place) => (place < FAULT_AT ? {} : { tcp: 0.2, tls: 0.2, firstByte: 0.2 });
    expect(namedBy(phasedRuns(7, 0, FAULT_AT + 60, way))).toMatchObject({ first: 'none', last: undefined });
  });

  it('is not hidden by a spike in another', () => {
    const spike: Fault = (place) => ({ ...lasting('tcp', 0.5)(place), ...(place === FAULT_AT + 20 && { dns: 60 }) });
    expect(namedBy(phasedRuns(7, 0, FAULT_AT + 24, spike)).last?.phase).toBe('tcp');
  });

  it('is none of what is in no phase', () => {
    const runs = [...phasedRuns(7, 0, FAULT_AT + 60, lasting('dns', 0.5))].map((run) =>
      run.place < FAULT_AT ? run : { ...run, phases: { ...run.phases, dns: 0 } },
    );
    expect(namedBy(runs)).toMatchObject({ first: 'none', last: undefined });
  });
});

describe('no phase is named', () => {
  it('while all is usual, but in one of a hundred runs that have some evidence', () => {
    const detector = newDetector();
    let runs = 0;
    let told = 0;
    for (const { place: _, ...sample } of phasedRuns(7, 0, FAULT_AT, never)) {
      const evidence = observe(detector, sample);
      runs += 1;
      if (findingOf(detector).moved === undefined) continue;
      expect(evidence).toBeGreaterThanOrEqual(0.3);
      told += 1;
    }
    expect(told / runs).toBeLessThan(0.01);
  });

  it('where results have none, as in a history of totals, or have had them for an hour only', () => {
    const runs = [...phasedRuns(7, 0, FAULT_AT + 60, lasting('tcp', 0.5))];
    const without = runs.map(({ phases: _, ...run }) => run);
    const late = runs.map(({ phases, ...run }) => (run.place < FAULT_AT - 60 ? run : { ...run, phases }));
    for (const some of [without, late]) expect(namedBy(some)).toMatchObject({ first: 'none', last: undefined });
  });

  it('where phases stop coming', () => {
    const runs = [...phasedRuns(7, 0, FAULT_AT + 60, lasting('tcp', 0.5))];
    const cut = runs.map(({ phases, ...run }) => (run.place < FAULT_AT ? { ...run, phases } : run));
    expect(namedBy(cut)).toMatchObject({ first: 'none', last: undefined });
  });

  it('where failures are what is unusual', () => {
    const runs = [...phasedRuns(7, 0, FAULT_AT + 60, never)].map((run) =>
      run.place < FAULT_AT ? run : { ...run, outcome: 'fail' as const, latencyMs: Number.NaN },
    );
    const { first, detector } = namedBy(runs);
    expect([first, findingOf(detector).by]).toEqual(['none', 'outage']);
  });
});

it('phases change nothing else that a detector knows', () => {
  const [phased, plain] = [newDetector(), newDetector()];
  for (const { place: _, phases, ...sample } of phasedRuns(5, 0, FAULT_AT + 120, lasting('tcp', 0.5))) {
    expect(observe(phased, { ...sample, phases })).toBe(observe(plain, sample));
  }
  const rest = ({ values }: Detector) => values.slice(0, AT.phaseUsual).fill(0, AT.phaseRuns, AT.phaseRuns + 1);
  expect(rest(phased)).toEqual(rest(plain));
});

it('after a level was accepted, what moved is usual, and another phase can move', () => {
  const { detector } = namedBy(phasedRuns(7, 0, FAULT_AT + 90, lasting('tls', 0.3)));
  acceptLevel(detector);
  const both: Fault = (place) => ({ tls: 0.3, ...(place >= FAULT_AT + 150 && { dns: 0.8 }) });
  const later = [...phasedRuns(7, FAULT_AT + 90, FAULT_AT + 210, both)];
  const named = later.map(({ place, ...sample }) => {
    observe(detector, sample);
    return { place, moved: findingOf(detector).moved };
  });
  expect(named.filter(({ place, moved }) => place < FAULT_AT + 150 && moved !== undefined)).toEqual([]);
  expect(named.at(-1)?.moved?.phase).toBe('dns');
});

it('times that cannot be poison nothing', () => {
  const { detector } = namedBy(phasedRuns(7, 0, 3_000, never));
  const broken = { dns: Number.NaN, tcp: Number.POSITIVE_INFINITY, tls: -5, firstByte: 'x', transfer: null } as unknown;
  observe(detector, { at: detector.at + STEP, outcome: 'pass', latencyMs: 100, phases: broken as Phases });
  expect([...detector.values].every(Number.isFinite)).toBe(true);
  expect(decodeDetector(encodeDetector(detector))).toEqual(detector);
});

describe('a series', () => {
  const detect = compileDetection();
  const memory = memoryOf(aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) }));
  const ms = fc.double({ min: 0, max: 400, noNaN: true });
  const entries = fc
    .uniqueArray(
      fc.record({
        i: fc.integer({ min: 0, max: 130 }),
        outcome: fc.constantFrom('pass' as const, 'pass' as const, 'warn' as const, 'fail' as const),
        total: fc.double({ min: 1, max: 900, noNaN: true }),
        phases: fc.option(fc.record({ dns: ms, tcp: ms, tls: ms, firstByte: ms, transfer: ms }, { requiredKeys: [] }), {
          nil: undefined,
        }),
      }),
      { selector: ({ i }) => i, minLength: 1, maxLength: 130 },
    )
    .map((all) =>
      all.map(({ i, outcome, total, phases }): Entry => {
        return { ...anEntry(NOON + i * MINUTE, outcome), total, ...(phases && outcome !== 'fail' && { phases }) };
      }),
    );
  const folded = (all: readonly Entry[], from: Series = EMPTY_SERIES) =>
    all.reduce((series, entry) => fold(series, entry, memory), from);
  const known = ({ track }: Series) => [track?.head, track && settledOf(track)];

  it('knows the same of phases in whatever order its runs come', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat({ max: 30 })), (all, ranks) => {
        const late = all
          .map((entry) => ({ entry, rank: entry.slot + (ranks.next().value as number) * MINUTE }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ entry }) => entry);
        const inOrder = [...all].sort((a, b) => a.slot - b.slot);
        expect(known(folded([...late, ...late.slice(-20)]))).toEqual(known(folded(inOrder)));
      }),
    );
  });

  it('that was written and read goes on as one that never was', () => {
    fc.assert(
      fc.property(entries, fc.nat({ max: 130 }), (all, cut) => {
        const sorted = [...all].sort((a, b) => a.slot - b.slot);
        const written = encodeSeries({ one: folded(sorted.slice(0, cut)) });
        const read = revive(decodeSeries(written).one ?? EMPTY_SERIES, memory);
        expect(known(folded(sorted.slice(cut), read))).toEqual(known(folded(sorted)));
      }),
    );
  });
});
