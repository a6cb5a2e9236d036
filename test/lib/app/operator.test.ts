import { describe, expect, it } from 'vitest';
import { acknowledgeIncident } from '../../../lib/app/acknowledge-incident.ts';
import { listIncidents } from '../../../lib/app/list-incidents.ts';
import { listSwitches } from '../../../lib/app/list-switches.ts';
import type { Context } from '../../../lib/app/ports.ts';
import { releaseSwitch } from '../../../lib/app/release-switch.ts';
import { setSwitch } from '../../../lib/app/set-switch.ts';
import { aCheck, aMonitor, aTrip, NOON } from '../../builders.ts';
import { Simulation, type World } from '../../simulation/simulation.ts';

const monitor = aMonitor([aCheck({ contain: aTrip({ holdMs: 600_000 }) })]);
const world: World = (_check, _region, second) => (second >= 20 ? 'fail' : 'pass');

async function anOutage(): Promise<{ simulation: Simulation; ctx: Context }> {
  const simulation = await new Simulation({ monitor, world }).run(60);
  return { simulation, ctx: simulation.operator() };
}

const on = { service: 'shop', switch: 'recommendations' };

describe('a person at the command line', () => {
  it('sees what is open, acknowledges it once, and is told when there is nothing of that id', async () => {
    const { ctx } = await anOutage();
    const { open } = await listIncidents(ctx);
    const id = open[0]?.incident.id ?? '';
    expect(open).toHaveLength(1);
    expect(await acknowledgeIncident(ctx, { incident: id, by: 'ana' })).toBe('acknowledged');
    expect(await acknowledgeIncident(ctx, { incident: id, by: 'ben' })).toBe('already');
    expect(await acknowledgeIncident(ctx, { incident: 'other', by: 'ana' })).toBe('not-open');
    expect((await listIncidents(ctx)).open[0]?.incident.acknowledged).toEqual({ by: 'ana', at: NOON + 60_000 });
  });

  it('sees each switch as decided and as written, with who holds it', async () => {
    const { ctx } = await anOutage();
    const [recommendations, reviews] = await listSwitches(ctx);
    expect(recommendations?.regions[0]).toEqual({ region: 'eu-west-1', decided: 0, written: 0 });
    expect(recommendations?.holds).toHaveLength(1);
    expect(reviews?.regions[0]).toEqual({ region: 'eu-west-1', decided: 100, written: 100 });
  });

  it('pins a switch over the hold of an incident, until it runs out', async () => {
    const { simulation, ctx } = await anOutage();
    await setSwitch(ctx, { ...on, allow: 40, owner: 'ana', forMs: 120_000 });
    await simulation.run(90);
    expect((await listSwitches(ctx))[0]?.regions[0]).toEqual({ region: 'eu-west-1', decided: 40, written: 40 });
    await simulation.run(300);
    expect((await listSwitches(ctx))[0]?.regions[0]).toEqual({ region: 'eu-west-1', decided: 0, written: 0 });
  });

  it('releases a switch for good, while the incident stays open', async () => {
    const { simulation, ctx } = await anOutage();
    expect((await releaseSwitch(ctx, { ...on, by: 'ana' })).incidents).toHaveLength(1);
    await simulation.run(120);
    expect((await listSwitches(ctx))[0]?.regions[0]).toEqual({ region: 'eu-west-1', decided: 100, written: 100 });
    expect((await listIncidents(ctx)).open[0]?.incident.containment).toMatchObject({
      is: 'none',
      why: 'released by ana',
    });
  });
});
