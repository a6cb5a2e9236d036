import { expect, it } from 'vitest';
import { aCheck, aMonitor, aTrip } from '../builders.ts';
import { type Facts, factsOf, levelsWritten } from '../simulation/facts.ts';
import { Simulation, type World } from '../simulation/simulation.ts';

// Small on purpose: one check, two regions, so that every port call of the whole life of an incident can be a crash.
const regions = ['eu-west-1', 'us-east-1'];
const monitor = aMonitor([aCheck({ regions, contain: aTrip() })], {
  regions: regions.map((name) => ({ name, allow: [] })),
});
const world: World = (_check, _region, second) => (second >= 20 && second < 45 ? 'fail' : 'pass');
const SECONDS = 330;

async function run(crash?: { call: number; when: 'before' | 'after' }) {
  const simulation = await new Simulation({ monitor, world, ...(crash === undefined ? {} : { crash }) }).run(SECONDS);
  return { simulation, facts: await factsOf(simulation), levels: levelsWritten(simulation, 'recommendations') };
}

/** Repeated acts are allowed, lost or reversed ones are not. */
function sameStory(facts: Facts): Omit<Facts, 'verdicts'> {
  const { verdicts: _, ...rest } = facts;
  return rest;
}

it.each(['before', 'after'] as const)(
  'a crash %s any port call of an incident changes nothing of its story',
  async (when) => {
    const calm = await run();
    const { count } = calm.simulation.calls;
    expect(count).toBeGreaterThan(300);
    expect(calm.facts.archived).toEqual(['recommendations resolved']);
    const broken: string[] = [];
    const killed = new Set<string>();
    for (let call = 1; call <= count; call += 1) {
      const { simulation, facts, levels } = await run({ call, when });
      killed.add(simulation.calls.killed ?? 'nothing');
      const story = JSON.stringify(sameStory(facts)) === JSON.stringify(sameStory(calm.facts));
      const stepwise =
        levels.every((level, i) => level === 0 || level >= (levels[i - 1] ?? 0)) && levels.at(-1) === 100;
      if (!story || !stepwise) broken.push(`${call}: ${simulation.calls.killed}: ${JSON.stringify(facts)} ${levels}`);
    }
    console.log(`crash points: ${count} ${when}, in ${killed.size} kinds of call`);
    expect(killed.size).toBeGreaterThan(15);
    expect(killed).not.toContain('nothing');
    expect(broken).toEqual([]);
  },
  120_000,
);
