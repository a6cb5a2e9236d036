import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calmCheck } from '../../../../lib/core/advance-check.ts';
import { policyOf } from '../../../../lib/core/check-policy.ts';
import { decideCheck } from '../../../../lib/core/decide-check.ts';
import { memoryOf } from '../../../../lib/core/memory.ts';
import { startReplay } from '../../../../lib/core/replay/replay.ts';
import type { Outcome } from '../../../../lib/core/result.ts';
import type { Rule } from '../../../../lib/core/rule.ts';
import { EMPTY_SERIES, fold } from '../../../../lib/core/series.ts';
import { aCheck, aMonitor, NOON, REGIONS } from '../../../builders.ts';
import { type Run, runsOf } from './runs.ts';

/** The verdicts of a check that is judged after each run, whatever it was. */
function judgedEachTime(monitor: ReturnType<typeof aMonitor>, runs: readonly Run[]): readonly string[] {
  const [check] = monitor.checks;
  if (check === undefined) throw new Error('there is no check');
  const series = new Map(check.regions.map((region) => [region, EMPTY_SERIES]));
  const grounds = { check, policy: policyOf(monitor, check.id), parents: [] };
  const verdicts: string[] = [];
  let state = calmCheck(check.id);
  for (const { region, entry } of runs) {
    series.set(region, fold(series.get(region) ?? EMPTY_SERIES, entry, memoryOf(check)));
    const next = { ...decideCheck(grounds, state, [{ series, asOf: entry.endedAt }]).state, owed: [] };
    if (next.verdict !== state.verdict) verdicts.push(`${entry.endedAt} ${next.verdict}`);
    state = next;
  }
  return verdicts;
}

const rules: readonly Rule[] = [
  { hits: 2, of: 2 },
  { hits: 3, of: 9 },
  { share: 0.3, windowMs: 200_000, atLeast: 3 },
  {
    either: [
      { hits: 3, of: 3 },
      { share: 0.5, windowMs: 100_000, atLeast: 3 },
    ],
  },
];

const word = fc.array(fc.constantFrom('pass', 'pass', 'pass', 'pass', 'fail', 'warn', 'unknown'), {
  minLength: 150,
  maxLength: 150,
}) as fc.Arbitrary<Outcome[]>;

test('a replay leaves out no judging that would have changed a verdict', () => {
  fc.assert(
    fc.property(fc.tuple(word, word, word), fc.constantFrom(...rules), (words, failWhen) => {
      const monitor = aMonitor([aCheck({ failWhen })]);
      const runs = runsOf(monitor.checks, 1_400, (region, second) => {
        const place = REGIONS.map(String).indexOf(region);
        return words[place]?.[Math.floor(second / 10)] ?? 'pass';
      });
      const replay = startReplay(monitor);
      for (const { check, region, entry } of runs) replay.observe(check, region, entry);
      const verdicts = replay.end().verdicts.filter(({ check }) => check === 'recommendations');
      expect(verdicts.map(({ at, verdict }) => `${at} ${verdict}`)).toEqual(judgedEachTime(monitor, runs));
    }),
    { numRuns: 50 },
  );
});

const spell = fc.tuple(
  fc.constantFrom('pass', 'pass', 'fail', 'warn', 'unknown', 'nothing'),
  fc.integer({ min: 1, max: 25 }),
);
const spells = fc
  .array(spell, { minLength: 12, maxLength: 12 })
  .map((all) => all.flatMap(([outcome, runs]) => Array.from({ length: runs }, () => outcome)));

const wentDarkFailing = [
  ...Array<'pass'>(35).fill('pass'),
  ...Array<'fail'>(17).fill('fail'),
  ...Array<'unknown'>(20).fill('unknown'),
];

test('also of a region that went dark, or could not tell, and comes back', () => {
  const needed = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(fc.tuple(spells, spells, spells), fc.constantFrom(...rules), needed, (words, failWhen, n) => {
      const degradedWhen = { hits: 3, of: 5 };
      const monitor = aMonitor([aCheck({ failWhen, degradedWhen, recoverWhen: { hits: n, of: n } })]);
      const told = (region: string, slot: number) =>
        words[REGIONS.map(String).indexOf(region)]?.[Math.floor((slot - NOON) / 10_000)] ?? 'pass';
      const runs = runsOf(monitor.checks, 1_400, (region, second) => told(region, NOON + second * 1_000) as Outcome);
      const seen = runs.filter(({ region, entry }) => told(region, entry.slot) !== 'nothing');
      const replay = startReplay(monitor);
      for (const { check, region, entry } of seen) replay.observe(check, region, entry);
      const verdicts = replay.end().verdicts.filter(({ check }) => check === 'recommendations');
      expect(verdicts.map(({ at, verdict }) => `${at} ${verdict}`)).toEqual(judgedEachTime(monitor, seen));
    }),
    { numRuns: 200, examples: [[[[], wentDarkFailing, []], { hits: 2, of: 2 }, 2]] },
  );
});
