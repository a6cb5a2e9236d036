import { describe, expect, it } from 'vitest';
import { judgeMonitor, type Sighting } from '../../../lib/core/judge-monitor.ts';
import type { Shard } from '../../../lib/core/schedule.ts';
import { shardsOf } from '../../../lib/core/schedule.ts';
import { HOUR, MINUTE } from '../../../lib/core/time.ts';
import { aCheck, aMonitor, NOON, REGIONS } from '../../builders.ts';

function shardOf(cadenceMs: number): Shard {
  const [shard] = shardsOf(aMonitor([aCheck({ cadenceMs, id: `each-${cadenceMs}` })]));
  if (shard === undefined) throw new Error('there is no shard');
  return shard;
}

/** Each region told something last so many minutes before noon; undefined: never. */
function seen(minutes: readonly (number | undefined)[], cadenceMs: number = MINUTE): Sighting {
  const newest = minutes.flatMap((ago, i) =>
    ago === undefined ? [] : [[REGIONS[i] ?? '', NOON - ago * MINUTE] as const],
  );
  return { shard: shardOf(cadenceMs), newest: new Map(newest) };
}

describe('the monitor', () => {
  it('sees while every region told something lately', () => {
    expect(judgeMonitor([seen([0, 1, 2])], NOON)).toMatchObject({ name: 'up', recovered: true, containable: false });
  });

  it('is down when a region that told something has told nothing for five minutes, and says which', () => {
    expect(judgeMonitor([seen([0, 5, 1])], NOON)?.name).toBe('up');
    const verdict = judgeMonitor([seen([0, 6, 1])], NOON);
    expect(verdict).toMatchObject({ name: 'down', recovered: false, containable: false });
    expect(verdict?.what).toBe('the monitor sees nothing from us-east-1 for 6m; 2 of 3 regions are left');
    expect(verdict?.evidence.votes.map(({ region, vote }) => [region, vote])).toEqual([
      ['eu-west-1', 'passing'],
      ['us-east-1', 'failing'],
      ['ap-southeast-2', 'passing'],
    ]);
  });

  it('waits longer for what runs seldom: two cadences and a minute', () => {
    const hourly = (ago: number) => judgeMonitor([seen([0, ago, 1], HOUR)], NOON)?.name;
    expect([hourly(6), hourly(120), hourly(122)]).toEqual(['up', 'up', 'down']);
  });

  it('is down sooner when no region of a shard is fresh at all', () => {
    const quick = { ...seen([4, 4, 4]) };
    expect(judgeMonitor([quick], NOON)?.name).toBe('down');
    expect(judgeMonitor([seen([4, 4, 1])], NOON)?.name).toBe('up');
  });

  it('says nothing of what it never saw: a new deployment, a region that was added, or gone for a day', () => {
    expect(judgeMonitor([seen([undefined, undefined, undefined])], NOON)).toBeUndefined();
    expect(judgeMonitor([], NOON)).toBeUndefined();
    expect(judgeMonitor([seen([0, undefined, 1])], NOON)?.name).toBe('up');
  });

  it('is down when one shard is blind, however well the others see', () => {
    const verdict = judgeMonitor([seen([0, 0, 0]), seen([40, 40, 40], 10 * MINUTE)], NOON);
    expect(verdict?.name).toBe('down');
    expect(verdict?.evidence.votes.every(({ reason }) => reason?.includes('told something last at'))).toBe(true);
  });

  it('misses nothing that was not planned', () => {
    const { shard, newest } = seen([60, 60, 60]);
    const active = {
      begins: { expression: '0 8 * * *', zone: 'UTC' },
      ends: { expression: '1 11 * * *', zone: 'UTC' },
    };
    expect(judgeMonitor([{ shard: { ...shard, calendar: { active } }, newest }], NOON)?.name).toBe('up');
    expect(judgeMonitor([{ shard, newest }], NOON)?.name).toBe('down');
  });
});
