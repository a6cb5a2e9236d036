import { expect, it } from 'vitest';
import { calmCheck } from '../../../lib/core/advance-check.ts';
import { policyOf } from '../../../lib/core/check-policy.ts';
import { decideCheck, type Look } from '../../../lib/core/decide-check.ts';
import { MINUTE, SECOND } from '../../../lib/core/time.ts';
import { aCheck, aMonitor, aSeries, NOON, REGIONS } from '../../builders.ts';

/** Looks at a check that fails in every region, so many seconds after noon. */
const looksAt = (seconds: readonly number[]): readonly Look[] =>
  seconds.map((second) => {
    const at = NOON + second * SECOND;
    return { series: new Map(REGIONS.map((region) => [region, aSeries('ppff', at)])), asOf: at };
  });

const openedAt = (from: number, to: number, seconds: readonly number[]): number | undefined => {
  const check = aCheck({ maintenance: [{ from: NOON + from * SECOND, to: NOON + to * SECOND }] });
  const policy = policyOf(aMonitor([check]), check.id);
  const looks = looksAt(seconds);
  return decideCheck({ check, policy, parents: [] }, calmCheck(check.id), looks).state.incident?.openedAt;
};

it('looks that are judged at once, on both sides of a maintenance’s end, are each held back by what holds at its own instant', () => {
  expect(openedAt(-60, 5, [0, 10])).toBe(NOON + 10 * SECOND);
  expect(openedAt(-60, 15, [0, 10])).toBeUndefined();
  expect(openedAt(5, 600, [0, 10])).toBe(NOON);
  expect(openedAt(5, 600, [10, 20])).toBeUndefined();
});

it('whether they are judged at once or one by one, they come to the same state', () => {
  const check = aCheck({ maintenance: [{ from: NOON - MINUTE, to: NOON + 15 * SECOND }] });
  const policy = policyOf(aMonitor([check]), check.id);
  const looks = looksAt([0, 10, 20, 30]);
  const grounds = { check, policy, parents: [] };
  const oneByOne = looks.reduce((state, look) => decideCheck(grounds, state, [look]).state, calmCheck(check.id));
  expect(decideCheck(grounds, calmCheck(check.id), looks).state).toEqual(oneByOne);
});

it('a digest that was due is told before a later result ends the flapping, where nobody came at its time', () => {
  const flapping = { changes: 3, windowMs: 10 * MINUTE };
  const check = aCheck({ flapping });
  const policy = policyOf(aMonitor([check]), check.id);
  const grounds = { check, policy, parents: [] };
  const down = decideCheck(grounds, calmCheck(check.id), looksAt([0])).state;
  const flap = { since: NOON, before: 'well', side: 'well', falls: 2, digestAt: NOON + 10 * MINUTE } as const;
  const flaps = { ...down, verdict: 'flapping', flap, turns: [NOON, NOON + MINUTE, NOON + 2 * MINUTE] } as const;
  const at = NOON + 10 * MINUTE + 5 * SECOND;
  const well = { series: new Map(REGIONS.map((region) => [region, aSeries('pppppppp', at)])), asOf: at };
  const { state } = decideCheck(grounds, flaps, [well]);
  const events = state.owed.flatMap(({ effect }) => (effect.type === 'archive' ? effect.events : []));
  expect(events.slice(-2).map(({ type, at: when }) => [type, when])).toEqual([
    ['digest', flap.digestAt],
    ['resolved', at],
  ]);
});
