import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../lib/adapters/system.ts';
import type { ProbeOptions, Prober } from '../../../lib/app/ports.ts';
import { runChecks } from '../../../lib/app/run-checks.ts';
import type { Check } from '../../../lib/core/check.ts';
import { compileMonitor } from '../../../lib/core/compile.ts';
import { defineMonitor, http, quorum } from '../../../lib/index.ts';

const monitor = compileMonitor(
  defineMonitor({
    name: 'shop',
    home: 'eu-west-1',
    regions: ['eu-west-1', { region: 'us-east-1', allow: ['10.0.0.0/8'] }],
    services: [],
    notify: [],
    checks: [
      ...Array.from({ length: 25 }, (_, n) => http(`check-${n}`, { url: 'https://shop.example/' })),
      http('private', { url: 'https://10.0.0.1/', regions: { ...quorum(1), of: ['us-east-1'] } }),
    ],
  }),
);

/** Answers after a moment and remembers what it was asked, and how much at a time. */
function recordingProber() {
  const asked: { check: Check; options: ProbeOptions }[] = [];
  const load = { now: 0, most: 0 };
  const prober: Pick<Prober, 'probe'> = {
    async probe(check, options) {
      asked.push({ check, options });
      load.now += 1;
      load.most = Math.max(load.most, load.now);
      await new Promise((resolve) => setTimeout(resolve, 5 - (asked.length % 5)));
      load.now -= 1;
      return { id: check.id, outcome: 'pass', total: 1, phases: {}, attempts: 1 };
    },
  };
  return { prober, asked, load };
}

describe('runChecks', () => {
  test('runs each check once and keeps the order of the definition, some at a time', async () => {
    const { prober, asked, load } = recordingProber();
    const results = await runChecks({ monitor, prober, clock: systemClock }, {});
    expect(results.map(({ id }) => id)).toEqual(monitor.checks.map(({ id }) => id));
    expect(asked).toHaveLength(26);
    expect(load.most).toBe(10);
  });

  test('lets no probe that hangs hold up those behind it', async () => {
    let asked = 0;
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const prober: Pick<Prober, 'probe'> = {
      async probe({ id }) {
        asked += 1;
        if (asked === monitor.checks.length) answer();
        await answered;
        return { id, outcome: 'pass', total: 1, phases: {}, attempts: 1 };
      },
    };
    const clock = { now: () => 0, sleep: async () => {} };
    expect(await runChecks({ monitor, prober, clock }, {})).toHaveLength(26);
  });

  test('runs a check as its first region, with what that one may reach', async () => {
    const { prober, asked } = recordingProber();
    const results = await runChecks({ monitor, prober, clock: systemClock }, { only: ['private', 'check-0'] });
    expect(results.map(({ id, region }) => [id, region])).toEqual([
      ['check-0', 'eu-west-1'],
      ['private', 'us-east-1'],
    ]);
    expect(asked.find(({ check }) => check.id === 'private')?.options).toEqual({
      region: { name: 'us-east-1', allow: ['10.0.0.0/8'] },
      sampled: false,
    });
  });

  test('runs all as one region when told so', async () => {
    const { prober } = recordingProber();
    const results = await runChecks({ monitor, prober, clock: systemClock }, { region: 'us-east-1' });
    expect(new Set(results.map(({ region }) => region))).toEqual(new Set(['us-east-1']));
  });

  test('refuses ids and regions that the monitor does not have, naming those that it has', async () => {
    const { prober, asked } = recordingProber();
    const run = (input: Parameters<typeof runChecks>[1]) => runChecks({ monitor, prober, clock: systemClock }, input);
    await expect(run({ only: ['private', 'none', 'nil'] })).rejects.toThrow(
      /no check "none", "nil" .* check-0, check-1,/,
    );
    await expect(run({ region: 'mars-1' })).rejects.toThrow(
      'no region "mars-1" in this monitor; it has eu-west-1, us-east-1',
    );
    expect(asked).toHaveLength(0);
  });
});
