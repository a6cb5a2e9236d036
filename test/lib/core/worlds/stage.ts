import type { CommonOptions } from '../../../../lib/core/common-check.ts';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import { defineMonitor } from '../../../../lib/core/factories/define-monitor.ts';
import { http } from '../../../../lib/core/factories/http.ts';
import { service } from '../../../../lib/core/factories/service.ts';
import { trip } from '../../../../lib/core/factories/trip.ts';
import type { Decisions } from '../../../../lib/core/replay/decision.ts';
import { startReplay } from '../../../../lib/core/replay/replay.ts';
import type { TripDefinition, TripOptions } from '../../../../lib/core/trip.ts';
import { runsOfWorld } from '../../../../lib/core/worlds/runs-of-world.ts';
import type { World } from '../../../../lib/core/worlds/world.ts';
import { NOON } from '../../../builders.ts';

export type Rules = Partial<CommonOptions>;

const shop = service('shop', { switches: { reviews: { failDefault: 'on' } } });

/** A switch of the check's own dependency, fired without asking. */
export function tripped(options: Partial<TripOptions> = {}): TripDefinition {
  return trip(shop.switches.reviews, { mode: 'auto', sees: 'dependency', ...options });
}

/** One check of three regions each minute with the defaults of a definition but for `rules`, and its parent in worlds that have one. */
export function play(world: World, rules: Rules = {}): Decisions {
  const common = { url: 'https://api.shop.example/', every: '1m' } as const;
  const child = http('reviews', {
    ...common,
    ...(world.parent === true && { dependsOn: ['storefront'] }),
    ...rules,
  });
  const monitor = compileMonitor(
    defineMonitor({
      name: 'shop',
      home: 'eu-west-1',
      regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
      services: [shop],
      notify: [],
      checks: world.parent === true ? [child, http('storefront', common)] : [child],
    }),
  );
  const runs = monitor.checks.flatMap((check) =>
    runsOfWorld(world, check, NOON, { asParent: check.id === 'storefront' }),
  );
  const replay = startReplay(monitor);
  for (const { check, region, entry } of [...runs].sort((a, b) => a.entry.endedAt - b.entry.endedAt)) {
    replay.observe(check, region, entry);
  }
  return replay.end();
}

/** What was decided, line by line: `12:06 down`, `12:06 trigger (page)`. Of the parent and the monitor with their name. */
export function timelineOf({ verdicts, told, events }: Decisions): readonly string[] {
  const lines = [
    ...toldApart(verdicts).map(({ at, check, verdict }) => ({ at, check, order: 0, what: verdict })),
    ...told.map(({ at, check, kind, severity }) => ({
      at,
      check,
      order: 1,
      what: `${kind} (${severity === 'critical' ? 'page' : 'warning'})`,
    })),
    ...events
      .filter(({ type }) => type === 'tripped' || type === 'released')
      .map(({ at, check, type }) => ({ at, check, order: 2, what: type })),
  ];
  return lines
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ at, check, what }) => `${clock(at)} ${check === 'reviews' ? '' : `${check} `}${what}`);
}

/** Doubt is nobody's business: a check that is suspected is as good as up. */
function toldApart(verdicts: Decisions['verdicts']): Decisions['verdicts'] {
  const last = new Map<string, string>();
  return verdicts.flatMap((change) => {
    const verdict = change.verdict === 'suspected' ? 'up' : change.verdict;
    if (verdict === (last.get(change.check) ?? 'up')) return [];
    last.set(change.check, verdict);
    return [{ ...change, verdict }];
  });
}

/** Minutes and seconds since the world began. */
function clock(at: number): string {
  const seconds = Math.floor((at - NOON) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
