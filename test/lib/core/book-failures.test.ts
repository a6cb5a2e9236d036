import { describe, expect, it, test } from 'vitest';
import { calmCheck } from '../../../lib/core/advance-check.ts';
import { bookFailures, toldBefore } from '../../../lib/core/book-failures.ts';
import { compileDetection } from '../../../lib/core/detect/sensitivity.ts';
import type { CheckState } from '../../../lib/core/incident.ts';
import { bookRecent, looksOf } from '../../../lib/core/looks.ts';
import { memoryOf } from '../../../lib/core/memory.ts';
import { startReplay } from '../../../lib/core/replay/replay.ts';
import { EMPTY_SERIES, type Entry, fold, type Series } from '../../../lib/core/series.ts';
import { decodeSeries, encodeSeries } from '../../../lib/core/series-codec.ts';
import { DAY, MINUTE } from '../../../lib/core/time.ts';
import { chanceOf } from '../../../lib/core/worlds/world.ts';
import { aCheck, aMonitor, anEntry, NOON, REGIONS } from '../../builders.ts';

const detect = compileDetection();
const check = aCheck({ cadenceMs: MINUTE, ...(detect && { detect }) });
const memory = memoryOf(check);
const minutesOf = (letters: string): Entry[] =>
  [...letters].map((letter, i) => anEntry(NOON + i * MINUTE, letter === 'f' ? 'fail' : 'pass'));
const folded = (entries: readonly Entry[]): Series =>
  entries.reduce((series, entry) => fold(series, entry, memory), EMPTY_SERIES);
const headOf = ({ track }: Series) => track?.head;
const letters = ({ ring }: Series): string =>
  ring.map(({ outcome, told, upstream }) => (outcome !== 'fail' ? 'p' : told ? 't' : upstream ? 'u' : 'f')).join('');

/** What a check of three regions makes of days at one minute that are as usual, but for what `fails` says. */
function decide(days: number, fails: (minute: number) => boolean) {
  const replay = startReplay(aMonitor([check]));
  for (let minute = 0; minute < days * 1_440; minute += 1) {
    for (const [i, region] of REGIONS.entries()) {
      const total = 60 + 40 * chanceOf(1, i, minute);
      const slot = NOON + minute * MINUTE;
      const outcome = fails(minute) ? 'fail' : 'pass';
      replay.observe(check.id, region, {
        slot,
        run: 'scheduled',
        outcome,
        total,
        startedAt: slot,
        endedAt: slot + total,
      });
    }
  }
  return replay.end();
}

describe('an outage that was told', () => {
  const at = 2 * 1_440;
  const opened = (fails: (minute: number) => boolean): readonly string[] =>
    decide(3, fails).events.flatMap(({ type, text }) => (type === 'opened' ? [text] : []));

  test('is told once: what is left of it after its end is no anomaly', () => {
    for (const length of [3, 10, 90]) {
      expect(opened((minute) => minute >= at && minute < at + length)).toEqual([expect.stringContaining('is down in')]);
    }
  });

  test('does not hide that the check fails more than usual after it', () => {
    const texts = opened((minute) => (minute >= at && minute < at + 10) || (minute > at + 100 && minute % 9 === 0));
    expect(texts).toEqual([expect.stringContaining('is down in'), expect.stringMatching(/fails .*more than usual/)]);
  });
});

describe('failed runs', () => {
  it('are booked to trouble that was told, or to what is upstream, and then no detector holds them against the series', () => {
    const series = folded(minutesOf('pppffp'));
    const told = bookFailures(series, { toldBefore: NOON + 4 * MINUTE }, memory);
    expect(letters(told)).toBe('ppptfp');
    const all = bookFailures(told, { toldBefore: NOON + DAY }, memory);
    expect(letters(all)).toBe('pppttp');
    expect(headOf(all)).toEqual(headOf(folded(minutesOf('pppffp').filter(({ outcome }) => outcome === 'pass'))));
    const upstream = bookFailures(series, { upstreamFrom: NOON + 4 * MINUTE, toldBefore: NOON + DAY }, memory);
    expect(letters(upstream)).toBe('ppptup');
  });

  it('are the very same series where there is nothing to book', () => {
    const series = bookFailures(folded(minutesOf('ppff')), { toldBefore: NOON + DAY }, memory);
    expect(bookFailures(series, { toldBefore: NOON + DAY }, memory)).toBe(series);
    const fresh = folded(minutesOf('ppff'));
    expect(bookFailures(fresh, { toldBefore: NOON + MINUTE }, memory)).toBe(fresh);
  });

  it('stay booked in a checkpoint', () => {
    const series = bookFailures(folded(minutesOf('pfpf')), { upstreamFrom: NOON + 3 * MINUTE, toldBefore: NOON + DAY });
    expect(letters(decodeSeries(encodeSeries({ one: series })).one ?? EMPTY_SERIES)).toBe('ptpu');
  });

  it('are booked among the recent runs as well, so that the next look begins with it', () => {
    const runs = minutesOf('ppff').map((entry) => ({ region: 'eu-west-1', entry }));
    const recent = { before: new Map([['eu-west-1', folded(minutesOf('pf'))]]), runs: runs.slice(2), judged: 2 };
    const booked = bookRecent(recent, { toldBefore: NOON + DAY }, memory);
    const late = { region: 'eu-west-1', entry: anEntry(NOON + 4 * MINUTE, 'pass') };
    const look = looksOf({ ...booked, runs: [...booked.runs, late] }, memory).at(-1);
    expect(look && letters(look.series.get('eu-west-1') ?? EMPTY_SERIES)).toBe('ptttp');
  });
});

describe('the failures of a check are no news', () => {
  const state = (changes: Partial<CheckState>): CheckState => ({ ...calmCheck('cart'), ...changes });
  const incident = { id: 'one' } as NonNullable<CheckState['incident']>;
  const held = { for: 'maintenance', since: NOON } as const;
  it.each([
    ['that was never in trouble', state({}), 0],
    ['that is down, and told', state({ verdict: 'down', incident }), Number.POSITIVE_INFINITY],
    ['that flaps', state({ verdict: 'flapping', incident }), Number.POSITIVE_INFINITY],
    ['that is down, and held back', state({ verdict: 'down', held }), Number.POSITIVE_INFINITY],
    ['that is partial, and not told yet', state({ verdict: 'partial' }), 0],
    ['whose incident is about what is unusual', state({ verdict: 'degraded', unusual: true, incident, endedAt: 5 }), 5],
    ['whose trouble is over', state({ verdict: 'up', endedAt: NOON }), NOON],
  ])('of one %s', (_, of, until) => {
    expect(toldBefore(of)).toBe(until);
  });
});
