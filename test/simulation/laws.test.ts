import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../../lib/core/result.ts';
import { aCheck, aMonitor, aTrip, REGIONS } from '../builders.ts';
import { factsOf, levelsWritten } from './facts.ts';
import { Simulation, type World } from './simulation.ts';

const monitor = aMonitor(
  [
    aCheck({ contain: aTrip() }),
    aCheck({ id: 'reviews', failWhen: { hits: 3, of: 5 }, contain: aTrip({ switch: 'reviews' }) }),
  ],
  {
    services: [
      {
        id: 'shop',
        regions: ['eu-west-1'],
        maxOff: 1,
        switches: [
          { name: 'recommendations', failDefault: 'on' },
          { name: 'reviews', failDefault: 'on' },
        ],
      },
    ],
  },
);

const TROUBLE_S = 180;
const CALM_S = 500;

// For each check, region and 20 s a kind of answer; after TROUBLE_S everything is well again.
const segment = fc.constantFrom<Outcome | 'hang'>('pass', 'pass', 'pass', 'fail', 'fail', 'unknown', 'hang');
const script = fc.dictionary(
  fc.constantFrom(...monitor.checks.flatMap(({ id }) => REGIONS.map((region) => `${id} ${region}`))),
  fc.array(segment, { minLength: TROUBLE_S / 20, maxLength: TROUBLE_S / 20 }),
);

it('whatever happens: one trigger and one resolve per incident, every trip given back or handed to a person, never two switches off', async () => {
  let worlds = 0;
  let incidents = 0;
  await fc.assert(
    fc.asyncProperty(script, fc.nat(), async (answers, seed) => {
      const world: World = (check, region, second) =>
        answers[`${check} ${region}`]?.[Math.floor(second / 20)] ?? 'pass';
      const simulation = await new Simulation({
        monitor,
        world,
        seed,
        detectors: 1 + (seed % 4),
        duplicates: 0.1,
        late: 0.1,
      }).run(TROUBLE_S + CALM_S);
      const facts = await factsOf(simulation);
      worlds += 1;
      incidents += facts.archived.length;
      const { handedOver, archived } = facts;
      expect(facts).toMatchObject({ openIncidents: handedOver.length, owed: 0, holds: handedOver.length });
      const count = (kind: string) =>
        new Set(
          simulation.topics.published.filter(({ notice }) => notice.kind === kind).map(({ notice }) => notice.incident),
        ).size;
      expect([count('trigger'), count('resolve')]).toEqual([archived.length + handedOver.length, archived.length]);
      for (const name of ['recommendations', 'reviews'])
        if (!handedOver.includes(name)) expect(levelsWritten(simulation, name).at(-1) ?? 100).toBe(100);
      for (const { text } of simulation.switchboards.writes) {
        const off = Object.values((JSON.parse(text) as { switches: object }).switches);
        expect(off.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 60 },
  );
  console.log(`laws: ${worlds} random worlds, ${incidents} incidents`);
  expect(incidents).toBeGreaterThan(10);
}, 90_000);

it('a run of the same seed is the same to the byte', async () => {
  const world: World = (_check, _region, second) => (second >= 60 && second < 120 ? 'fail' : 'pass');
  const once = async () => {
    const simulation = await new Simulation({ monitor, world, seed: 7, duplicates: 0.2, late: 0.2 }).run(400);
    return JSON.stringify([
      [...simulation.aggregates.all()],
      simulation.switchboards.writes,
      simulation.topics.published,
    ]);
  };
  expect(await once()).toBe(await once());
});
