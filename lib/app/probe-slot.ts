import type { Check } from '../core/check.ts';
import { encodeFrame } from '../core/frame-codec.ts';
import { frameKey, runKey } from '../core/frame-key.ts';
import type { RegionMessage } from '../core/message.ts';
import type { Region } from '../core/monitor.ts';
import type { Frame, Result } from '../core/result.ts';
import { shardsOf } from '../core/schedule.ts';
import { SECOND } from '../core/time.ts';
import type { Context } from './ports.ts';

/** Results that are there by then go ahead in a frame of their own, so that a hanging check does not hold the others. */
const PART_AFTER_MS = 2 * SECOND;

type Ports = Pick<Context, 'monitor' | 'clock' | 'prober' | 'frames' | 'regionQueues'>;
type Message = Extract<RegionMessage, { type: 'probe' | 'run' }>;
type Outcome = 'stored' | 'duplicate' | 'spooled' | 'missed';

/** Runs a shard in its slot, or single checks outside their cadence, and stores a frame, or spools it. */
export async function probeSlot(
  ctx: Ports,
  { region, message }: { region: string; message: Message },
): Promise<{ outcome: Outcome; results: readonly Result[] }> {
  const place = ctx.monitor.regions.find(({ name }) => name === region);
  if (place === undefined) return { outcome: 'missed', results: [] };
  return message.type === 'probe' ? probeShard(ctx, place, message) : probeOnce(ctx, place, message);
}

async function probeShard(ctx: Ports, region: Region, message: Extract<Message, { type: 'probe' }>) {
  const shard = shardsOf(ctx.monitor).find(({ id }) => id === message.shard);
  // Another version of the definition planned it, or it waited for longer than a cadence.
  if (shard === undefined || ctx.clock.now() - message.slot > shard.cadenceMs) {
    return { outcome: 'missed' as const, results: [] };
  }
  const frame = { key: frameKey(shard.id), region: region.name, slot: message.slot, run: 'scheduled' as const };
  return probeInto(ctx, region, shard.checks, frame, false);
}

async function probeOnce(ctx: Ports, region: Region, message: Extract<Message, { type: 'run' }>) {
  const results: Result[] = [];
  let outcome: Outcome = 'missed';
  if (ctx.clock.now() > message.expires) return { outcome, results };
  const all = message.checks.map(async (id) => {
    const check = ctx.monitor.checks.find((one) => one.id === id);
    if (check === undefined) return;
    const { run, slot, n, by } = message;
    const frame = { key: runKey(id), region: region.name, slot, run, burst: { n, by } };
    const done = await probeInto(ctx, region, [check], frame, true);
    outcome = done.outcome;
    results.push(...done.results);
  });
  await Promise.all(all);
  return { outcome, results };
}

async function probeInto(
  ctx: Ports,
  region: Region,
  checks: readonly Check[],
  frame: Omit<Frame, 'startedAt' | 'endedAt' | 'results'>,
  sampled: boolean,
): Promise<{ outcome: Outcome; results: readonly Result[] }> {
  const startedAt = ctx.clock.now();
  const ready: Result[] = [];
  const runs = checks.map(async (check) => {
    ready.push(await ctx.prober.probe(check, { region, sampled }));
  });
  const all = Promise.all(runs);
  if (checks.length > 1) await Promise.race([all, ctx.clock.sleep(PART_AFTER_MS)]);
  else await all;
  const quick = ready.splice(0);
  const whole = quick.length === checks.length;
  const first = { ...frame, startedAt, endedAt: ctx.clock.now(), results: quick };
  const outcome = quick.length === 0 ? undefined : await storeFrame(ctx, whole ? first : { ...first, part: 0 });
  if (whole && outcome !== undefined) return { outcome, results: quick };
  await all;
  const rest = { ...frame, part: 1, startedAt, endedAt: ctx.clock.now(), results: ready };
  return { outcome: await storeFrame(ctx, rest), results: [...quick, ...ready] };
}

/** What the home table does not take waits in the region's own queue. If that fails too, the message comes again. */
async function storeFrame(ctx: Ports, frame: Frame): Promise<Outcome> {
  try {
    return await ctx.frames.put(frame);
  } catch {
    const message = { type: 'spool' as const, frame: encodeFrame(frame), since: ctx.clock.now() };
    await ctx.regionQueues.send(frame.region, [{ message, delaySeconds: 0 }]);
    return 'spooled';
  }
}
