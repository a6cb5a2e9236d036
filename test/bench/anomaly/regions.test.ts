import { describe, expect, test } from 'vitest';
import type { FusedCandidate } from '../../../bench/anomaly/contract.ts';
import { measureRegions } from '../../../bench/anomaly/regions.ts';

const seeds = { faulted: { from: 3_000, count: 3 }, clean: { from: 7_000, count: 1 } };

describe('five regions', () => {
  test('come in one round, each a fifth of the cadence later', () => {
    const rounds: (readonly (number | undefined)[])[] = [];
    const create = (): FusedCandidate => ({
      update: (points) => {
        if (rounds.length < 500) rounds.push(points.map((point) => point?.at));
        return { evidence: 0, scope: 'none', regions: [] };
      },
    });
    measureRegions({ create, family: 'A', seeds });
    const whole = rounds.filter((round) => round.every((at) => at !== undefined)) as (readonly number[])[];
    expect(whole.length).toBeGreaterThan(400);
    for (const round of whole) expect(round.map((at) => at - (round[0] as number))).toEqual([0, 12, 24, 36, 48]);
  });

  test('are scored by who fails: a detector that counts failing regions knows every outage and where it is', () => {
    const create = (): FusedCandidate => ({
      update: (points) => {
        const failing = points.flatMap((point, k) => (point?.outcome === 'fail' ? [k] : []));
        const present = points.filter((point) => point !== undefined).length;
        if (failing.length === 0) return { evidence: 0, scope: 'none', regions: [] };
        return { evidence: 1, scope: failing.length === present && present > 1 ? 'all' : 'one', regions: failing };
      },
    });
    const { scores } = measureRegions({
      create,
      family: 'A',
      seeds: { ...seeds, faulted: { from: 3_000, count: 12 } },
    });
    const outages = scores.filter(({ type }) => type === 'outage');
    expect(outages.map(({ where }) => where).toSorted()).toEqual(['all', 'one']);
    for (const outage of outages) expect(outage).toMatchObject({ recall: 1, delay50: 1, scopeFirst: 1 });
  });

  test('say nothing of scope where nothing was found', () => {
    const create = (): FusedCandidate => ({ update: () => ({ evidence: 0, scope: 'none', regions: [] }) });
    const result = measureRegions({ create, family: 'A', seeds });
    expect(result).toMatchObject({ falseAlertsClean: 0, falseAlertsFaulted: 0, scopeFirst: Number.NaN });
    expect(result.scores.every(({ recall }) => recall === 0)).toBe(true);
  });
});
