import { setTimeout as sleep } from 'node:timers/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { openSwitchboard, type SwitchboardReader } from 'killdeer/reader';
import { MONITOR, shop as shopService } from '../../examples/shop/service.ts';
import { startShop } from '../../examples/shop/shop.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import { startLocalMonitor } from '../dev/local-monitor.ts';
import type { StoryEvent } from '../dev/story-event.ts';
import { loadDefinition } from '../load-definition.ts';
import { type Customers, startCustomers } from './customers.ts';
import { createStoryLog, has, type StoryLog } from './story-log.ts';

const CHECK = 'recommendations';

/** A killed run loses its message for minutes: what waits for it may take so many times as long. */
const SLOW_UNDER_CHAOS = 6;

/** One line of the demo's timeline. `at`: milliseconds since 1970. */
export type Mark = { readonly at: number; readonly what: string };

export type DemoOptions = {
  /** Kills running handlers at random, by this seed. */
  readonly chaos?: number;
  readonly onProgress: (text: string) => void;
  readonly onStory: (event: StoryEvent) => void;
};

export type Played = {
  readonly monitor: Monitor;
  readonly cloud: LocalCloud;
  readonly marks: readonly Mark[];
  readonly events: readonly StoryEvent[];
  readonly customers: Pick<Customers, 'shares' | 'seconds'>;
  readonly incident: string;
  close(): Promise<void>;
};

/**
 * Runs the example shop and its synthesised monitor on this machine, breaks the shop and mends it. Resolves when the
 * incident is resolved and told; throws an Error that names the first thing that did not happen.
 */
export async function playDemo(options: DemoOptions): Promise<Played> {
  const log = createStoryLog();
  const marks: Mark[] = [];
  const mark = (what: string, at: number | string = Date.now()): void => {
    marks.push({ at: typeof at === 'number' ? at : Date.parse(at), what });
  };
  let reader: SwitchboardReader<'recommendations'> | undefined;
  const board = {
    allows: (name: 'recommendations', key?: string) => reader?.allows(name, key) ?? true,
    level: (name: 'recommendations') => reader?.level(name) ?? 100,
    get epoch() {
      return reader?.epoch ?? 0;
    },
  };
  const shop = await startShop({ board });
  process.env.SHOP_URL = shop.url;
  const { monitor, file } = await loadDefinition(new URL('../../examples/shop/checks.ts', import.meta.url).pathname);
  const cloud = await startLocalMonitor({
    file,
    env: { SHOP_URL: shop.url },
    ...(options.chaos === undefined ? {} : { chaos: { seed: options.chaos } }),
    onProgress: options.onProgress,
    onStory: (event) => {
      log.add(event);
      options.onStory(event);
    },
  }).catch(async (error: unknown) => {
    await shop.close();
    throw error;
  });
  const seen = new Map<number, number>();
  reader = openSwitchboard({
    monitor: MONITOR,
    service: shopService,
    refresh: '1s',
    client: new SSMClient({ region: monitor.home, endpoint: cloud.endpoint, credentials: cloud.credentials }),
    onChange: ({ to }) => seen.set(to, Date.now()),
  });
  const customers = startCustomers(`${shop.url}/storefront`);
  const close = async (): Promise<void> => {
    await customers.stop();
    reader?.close();
    await shop.close();
    await cloud.stop();
  };
  try {
    const slow = options.chaos === undefined ? 1 : SLOW_UNDER_CHAOS;
    await healthy(log, monitor, slow, options.onProgress);
    await sleep(3_000);
    mark('fault: the recommendations API answers 500 (our own hand)');
    customers.enter('fault, switch on');
    // Whoever came before has been served.
    await sleep(300);
    const broken = log.events.length;
    shop.setFault({ kind: 'errors', status: 500, share: 1 });
    const incident = await spotted(log, broken, slow, mark);
    await contained(log, broken, slow, mark, seen);
    customers.enter('fault, switch off');
    options.onProgress('the switch is off: the storefront serves without recommendations');
    await sleep(5_000);
    const off = customers.shares.get('fault, switch off');
    if (off === undefined || off.requests < 20)
      throw new Error('the storefront had no visitors while the switch was off');
    if (off.errors > 0)
      throw new Error(`${off.errors} of ${off.requests} storefront requests failed behind the switch`);
    mark(`storefront healthy behind the switch: 0 of ${off.requests} requests failed`);
    mark('fault mended (our own hand)');
    shop.setFault({ kind: 'none', share: 0 });
    await restored(log, broken, slow, mark, () => customers.enter('after the restore began'));
    await sleep(2_000);
    return { monitor, cloud, marks, events: log.events, customers, incident, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Marker = (what: string, at?: number | string) => void;

async function healthy(
  log: StoryLog,
  monitor: Monitor,
  slow: number,
  onProgress: (text: string) => void,
): Promise<void> {
  onProgress('waiting for the first passing result of every check from every region');
  for (const check of monitor.checks) {
    for (const region of check.regions) {
      await log.until(
        `a passing result of ${check.id} from ${region}`,
        slow * 40_000,
        has('result', { check: check.id, region, outcome: 'pass' }),
      );
    }
  }
}

async function spotted(log: StoryLog, from: number, slow: number, mark: Marker): Promise<string> {
  const first = await log.until(
    'a failing result',
    slow * 30_000,
    has('result', { check: CHECK, outcome: 'fail' }),
    from,
  );
  const opened = await log.until(
    'the incident',
    slow * 20_000,
    has('incident', { check: CHECK, event: 'opened' }),
    from,
  );
  const began = await log.until(
    'the first failure',
    1_000,
    has('incident', { check: CHECK, event: 'first-failure' }),
    from,
  );
  mark(`first failing probe, from ${first.region}: ${first.failure?.message ?? ''}`, began.at);
  if (first.attempts < 2) throw new Error('the first failing probe was not retried');
  mark(`… and its immediate retry failed too (${first.attempts} attempts)`, first.at);
  const confirm = await log.until(
    'a confirming run from another region',
    1_000,
    (event): event is Extract<StoryEvent, { type: 'result' }> =>
      event.type === 'result' &&
      // A killed burst may leave the confirming to the next scheduled run.
      (event.run === 'burst' || slow > 1) &&
      event.check === CHECK &&
      event.outcome === 'fail' &&
      event.region !== first.region,
    from,
  );
  mark(`confirmed by a ${confirm.run === 'burst' ? 'burst' : 'run'} from ${confirm.region}`, confirm.at);
  mark(`incident opened: ${opened.text}`, opened.at);
  return opened.incident;
}

async function contained(log: StoryLog, from: number, slow: number, mark: Marker, seen: ReadonlyMap<number, number>) {
  const tripped = await log.until('the trip', slow * 20_000, has('switch', { switch: CHECK, allow: 0 }), from);
  mark(`switch ${tripped.service}.${tripped.switch} written to Parameter Store: 0 %`, tripped.at);
  const page = await log.until('the page', slow * 20_000, has('notice', { check: CHECK, kind: 'trigger' }), from);
  mark(`page sent: ${page.subject}`, page.at);
  for (let waited = 0; !seen.has(0); waited += 50) {
    if (waited > 10_000) throw new Error("the shop's reader did not see the tripped switch within 10 s");
    await sleep(50);
  }
  mark("the shop's reader sees the switch off", seen.get(0));
}

async function restored(log: StoryLog, from: number, slow: number, mark: Marker, onBegin: () => void): Promise<void> {
  for (const allow of [1, 10, 50, 100]) {
    const step = await log.until(
      `${allow} % of the traffic`,
      slow * 60_000,
      has('switch', { switch: CHECK, allow }),
      from,
    );
    if (allow === 1) onBegin();
    mark(`restore: ${allow} % let through`, step.at);
  }
  const released = await log.until(
    'the release',
    slow * 60_000,
    has('incident', { check: CHECK, event: 'released' }),
    from,
  );
  mark('switch released', released.at);
  const resolved = await log.until(
    'the end of the incident',
    slow * 40_000,
    has('incident', { check: CHECK, event: 'resolved' }),
    from,
  );
  mark(`resolved: ${resolved.text}`, resolved.at);
  const notice = await log.until(
    'the resolve notice',
    slow * 20_000,
    has('notice', { check: CHECK, kind: 'resolve' }),
    from,
  );
  mark(`notice sent: ${notice.subject}`, notice.at);
  await log.until('the archive', slow * 20_000, has('delivery', { effect: 'archive', outcome: 'done' }), from);
}
