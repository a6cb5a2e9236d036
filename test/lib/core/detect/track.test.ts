import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { bookFailures } from '../../../../lib/core/book-failures.ts';
import { newDetector } from '../../../../lib/core/detect/detector.ts';
import { sampledLatency } from '../../../../lib/core/detect/sample.ts';
import { compileDetection } from '../../../../lib/core/detect/sensitivity.ts';
import { settledOf } from '../../../../lib/core/detect/track.ts';
import { memoryOf } from '../../../../lib/core/memory.ts';
import { EMPTY_SERIES, type Entry, fold, RING_SIZE, revive, type Series } from '../../../../lib/core/series.ts';
import { decodeSeries, encodeSeries } from '../../../../lib/core/series-codec.ts';
import { MINUTE } from '../../../../lib/core/time.ts';
import { aCheck, anEntry, NOON } from '../../../builders.ts';

vi.mock('../../../../lib/core/detect/detector.ts', () => import('../../../fake-detector.ts'));
vi.mock('../../../../lib/core/detect/codec.ts', () => import('../../../fake-detector.ts'));

const detect = compileDetection();
const memory = memoryOf(aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) }));

const entries = fc
  .uniqueArray(
    fc.record({
      i: fc.integer({ min: 0, max: 130 }),
      run: fc.constantFrom('scheduled' as const, 'scheduled' as const, 'burst' as const, 'watch' as const),
      outcome: fc.constantFrom('pass' as const, 'pass' as const, 'warn' as const, 'fail' as const, 'unknown' as const),
      total: fc.double({ min: 1, max: 900, noNaN: true }),
    }),
    { selector: ({ i, run }) => `${i}${run}`, maxLength: 160 },
  )
  .map((all) =>
    all.map(({ i, run, outcome, total }): Entry => ({ ...anEntry(NOON + i * MINUTE, outcome, run), total })),
  );

/** All that a detector's track says, in whatever parts it is kept. */
function seen({ ring, track }: Series) {
  return { ring, head: track?.head, settled: track && settledOf(track) };
}

function folded(all: readonly Entry[], from: Series = EMPTY_SERIES): Series {
  return all.reduce((series, entry) => fold(series, entry, memory), from);
}

it('the order in which runs come does not matter to a detector, nor how often they come', () => {
  fc.assert(
    fc.property(entries, fc.infiniteStream(fc.nat({ max: 30 })), (all, ranks) => {
      const inOrder = folded([...all].sort((a, b) => a.slot - b.slot));
      // As late as a run may be that is not older than a full ring.
      const late = all
        .map((entry) => ({ entry, rank: entry.slot + (ranks.next().value as number) * MINUTE }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry);
      expect(seen(folded([...late, ...late.slice(-20)]))).toEqual(seen(inOrder));
    }),
  );
});

it('who owns a series comes to the same with fewer copies', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const owned = all.reduce((series, entry) => fold(series, entry, { ...memory, owns: true }), EMPTY_SERIES);
      expect(seen(owned)).toEqual(seen(folded(all)));
    }),
  );
});

it('no run changes a detector that an older series holds', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const kept: (readonly [Series, Series])[] = [];
      all.reduce((series, entry) => {
        const next = fold(series, entry, memory);
        kept.push([next, structuredClone(next)]);
        return next;
      }, EMPTY_SERIES);
      for (const [one, then] of kept) expect(one).toEqual(then);
    }),
  );
});

it('a series that was written and read goes on as one that never was', () => {
  fc.assert(
    fc.property(entries, fc.nat({ max: 160 }), (all, cut) => {
      const sorted = [...all].sort((a, b) => a.slot - b.slot);
      const through = folded(sorted);
      const written = encodeSeries({ one: folded(sorted.slice(0, cut)) });
      const read = revive(decodeSeries(written).one ?? EMPTY_SERIES, memory);
      if (all.length === 0) return;
      const { ring: _, ...detectors } = seen(folded(sorted.slice(cut), read));
      expect(detectors).toEqual({ head: through.track?.head, settled: seen(through).settled });
    }),
  );
});

it('a checkpoint without a detector, or with one of an unknown version, begins cold with the runs of its ring', () => {
  const ring = Array.from({ length: 60 }, (_, i) => anEntry(NOON + i * MINUTE, 'pass'));
  const written = encodeSeries({ one: folded(ring) });
  const unknown = written.replace('\\"fake\\"', '\\"later\\"');
  expect(unknown).not.toBe(written);
  const older = encodeSeries({ one: ring.reduce((series, entry) => fold(series, entry), EMPTY_SERIES) });
  for (const text of [unknown, older]) {
    const { track } = revive(decodeSeries(text).one ?? EMPTY_SERIES, memory);
    expect(track && settledOf(track)).toEqual(newDetector());
    expect(track?.head?.detector.values[7]).toBe(RING_SIZE);
  }
});

it('a detector sees scheduled runs alone; of one that was late through the prober it sees no latency', () => {
  const seen = (changes: Partial<Entry>, of = memory) => {
    const entry = { ...anEntry(NOON, 'pass'), ...changes };
    return of.samples?.(entry) ? sampledLatency(entry) : undefined;
  };
  expect(seen({ total: 12.34 })).toBe(12.3);
  expect(seen({ outcome: 'warn', total: 7 })).toBe(7);
  expect(seen({ lag: 4 })).toBeNaN();
  expect(seen({ outcome: 'fail' })).toBeNaN();
  for (const changes of [{ run: 'burst' }, { run: 'watch' }, { outcome: 'unknown' }] as const)
    expect(seen(changes)).toBeUndefined();
  expect(seen({ outcome: 'fail', upstream: true })).toBeUndefined();
  const maintenance = [{ from: NOON - MINUTE, to: NOON + MINUTE }];
  const held = memoryOf(aCheck({ maintenance, ...(detect && { detect }) }));
  expect([seen({ outcome: 'fail' }, held), seen({}, held)]).toEqual([undefined, undefined]);
  expect(memoryOf(aCheck()).samples).toBeUndefined();
});

it('what is booked to what is upstream later is taken back from the detector', () => {
  const ring = [...'pppfff'].map((letter, i) => anEntry(NOON + i * MINUTE, letter === 'f' ? 'fail' : 'pass'));
  const blamed = bookFailures(folded(ring), { upstreamFrom: NOON + 3 * MINUTE, toldBefore: 0 }, memory);
  expect(blamed.track?.head).toEqual(folded(ring.slice(0, 3)).track?.head);
});

it('of a run in order the settled detector sees what left the ring, and the head the run', () => {
  const count = (series: Series): unknown[] => [
    seen(series).settled?.values[7],
    series.track?.head?.detector.values[7],
  ];
  const full = folded(Array.from({ length: RING_SIZE }, (_, i) => anEntry(NOON + i * MINUTE, 'pass')));
  expect(count(full)).toEqual([0, RING_SIZE]);
  expect(count(fold(full, anEntry(NOON + RING_SIZE * MINUTE, 'pass'), memory))).toEqual([1, RING_SIZE + 1]);
});
