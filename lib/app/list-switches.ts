import { levelIn, openService } from '../core/advance-service.ts';
import type { Hold, Pin, ServiceState } from '../core/service-state.ts';
import { levelOf, parseSwitchboard } from '../core/switchboard.ts';
import type { Context } from './ports.ts';

/** One switch as decided and as each region's parameter says. Levels are percent of traffic allowed. */
export type SwitchStatus = {
  readonly service: string;
  readonly switch: string;
  readonly failDefault: 'on' | 'off';
  readonly regions: readonly {
    readonly region: string;
    readonly decided: number;
    readonly written: number | 'unreadable';
  }[];
  readonly holds: readonly Hold[];
  readonly pins: readonly Pin[];
};

/** Every switch of every service of the monitor. A region without a parameter counts as written at 100. */
export async function listSwitches(
  ctx: Pick<Context, 'monitor' | 'aggregates' | 'switchboards' | 'clock'>,
): Promise<readonly SwitchStatus[]> {
  const now = ctx.clock.now();
  const all = ctx.monitor.services.map(async (service) => {
    const stored = await ctx.aggregates.load<ServiceState>(`SERVICE#${service.id}`);
    const state = stored?.state ?? openService(service.id);
    const texts = await Promise.all(service.regions.map((region) => ctx.switchboards.read(region, service.id)));
    return service.switches.map(
      ({ name, failDefault }): SwitchStatus => ({
        service: service.id,
        switch: name,
        failDefault,
        regions: service.regions.map((region, i) => {
          const decided = levelIn(state, name, region, now);
          return { region, decided, written: writtenLevel(texts[i], name) };
        }),
        holds: state.holds.filter((hold) => hold.switch === name),
        pins: state.pins.filter((pin) => pin.switch === name && (pin.until === undefined || pin.until > now)),
      }),
    );
  });
  return (await Promise.all(all)).flat();
}

function writtenLevel(text: string | undefined, name: string): number | 'unreadable' {
  if (text === undefined) return 100;
  const parsed = parseSwitchboard(text);
  return parsed.is === 'unreadable' ? 'unreadable' : levelOf(parsed.board, name);
}
