import type { Check } from '../core/check.ts';
import { encodeFrame } from '../core/frame-codec.ts';
import { frameKey, runKey } from '../core/frame-key.ts';
import type { RegionMessage } from '../core/message.ts';
import type { Region } from '../core/monitor.ts';
import type { Frame, Result } from '../core/result.ts';
import { shardsOf } from '../core/schedule.ts';
import { SECOND } from '../core/time.ts';
import type { Context, Frames } from './ports.ts';
import { probeControlled } from './probe-controlled.ts';

/** Results that are there by then go ahead in a frame of their own, so that a hanging check does not hold the others. */
const PART_AFTER_MS = 2 * SECOND;

type Ports = Pick<Context, 'monitor' | 'clock' | 'prober' | 'usualControls' | 'regionQueues'> & Frames;
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
  return probeInto(ctx, region, shard.checks, frame);
}

async function probeOnce(ctx: Ports, region: Region, message: Extract<Message, { type: 'run' }>) {
  const results: Result[] = [];
  if (ctx.clock.now() > message.expires) return { outcome: 'missed' as const, results };
  const checks = ctx.monitor.checks.filter(({ id }) => message.checks.includes(id));
  const startedAt = ctx.clock.now();
  const stored: Promise<Outcome>[] = [];
  const { run, slot, n, by } = message;
  await probeControlled(ctx, checks, { region, sampled: true }, (result) => {
    results.push(result);
    const head = { key: runKey(result.id), region: region.name, slot, run, burst: { n, by } };
    const store = storeFrame(ctx, { ...head, startedAt, endedAt: ctx.clock.now(), results: [result] });
    // It is awaited below; until then a rejection is nobody's, which would end the process.
    store.catch(() => {});
    stored.push(store);
  });
  const outcomes = await Promise.all(stored);
  return { outcome: outcomes.at(-1) ?? 'missed', results };
}

async function probeInto(
  ctx: Ports,
  region: Region,
  checks: readonly Check[],
  frame: Omit<Frame, 'startedAt' | 'endedAt' | 'results'>,
): Promise<{ outcome: Outcome; results: readonly Result[] }> {
  const startedAt = ctx.clock.now();
  const ready: Result[] = [];
  const all = probeControlled(ctx, checks, { region, sampled: false }, (result) => void ready.push(result));
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
