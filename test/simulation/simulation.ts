import { memoryAggregates } from '../../lib/adapters/memory/aggregates.ts';
import { memoryArchive } from '../../lib/adapters/memory/archive.ts';
import { memoryChanges } from '../../lib/adapters/memory/changes.ts';
import { memoryCheckpoints } from '../../lib/adapters/memory/checkpoints.ts';
import { memoryDeliveries } from '../../lib/adapters/memory/deliveries.ts';
import { memoryFrames } from '../../lib/adapters/memory/frames.ts';
import { memorySwitchboards } from '../../lib/adapters/memory/switchboards.ts';
import { memoryTopics } from '../../lib/adapters/memory/topics.ts';
import { memoryWebhooks } from '../../lib/adapters/memory/webhooks.ts';
import { createDetectMemory, type DetectMemory, detectIncidents } from '../../lib/app/detect-incidents.ts';
import { planMinute } from '../../lib/app/plan-minute.ts';
import type { AggregateKey, Context } from '../../lib/app/ports.ts';
import { probeSlot } from '../../lib/app/probe-slot.ts';
import { respond } from '../../lib/app/respond.ts';
import { shipFrame } from '../../lib/app/ship-frame.ts';
import { sweep } from '../../lib/app/sweep.ts';
import type { HomeMessage, RegionMessage } from '../../lib/core/message.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import type { Outcome } from '../../lib/core/result.ts';
import { MINUTE, SECOND } from '../../lib/core/time.ts';
import { aResult, NOON } from '../builders.ts';
import { Calls, type CrashPoint } from './crash.ts';
import { seeded, Timeline } from './timeline.ts';

/** What a check's target answers to a region at an instant; `hang`: a failure that takes the whole timeout; a number: it passes in so many milliseconds. */
export type World = (check: string, region: string, second: number) => Outcome | 'hang' | 'dark' | number;

export type SimulationOptions = {
  readonly monitor: Monitor;
  readonly world: World;
  /** Containers of `detect` that share the stream. Default 2. */
  readonly detectors?: number;
  readonly seed?: number;
  readonly crash?: CrashPoint;
  /** Share of stream records and messages that come twice, or up to 3 s late. Default 0. */
  readonly duplicates?: number;
  readonly late?: number;
  /** Share of the wakes of `detect` that meet a container which has just begun. Default 0. */
  readonly recycled?: number;
  /** Frames are written up to so long after their runs ended, each another time. Milliseconds, default 0. */
  readonly shipsAfterMs?: number;
  /** How long every wake of `respond` takes to come: a machine that is busy. Milliseconds, default 0. */
  readonly respondsAfterMs?: number;
  /** Seconds (since the start) in which every write to the tables is throttled. */
  readonly throttled?: (second: number) => boolean;
  /** Seconds in which the notice topics take nothing. */
  readonly topicsAway?: (second: number) => boolean;
  /** Leaves out a stage that another one stands behind. */
  readonly without?: 'home-queue';
};

/** The whole loop in memory: queues, streams with retries, schedules, several containers, under a virtual clock. */
export class Simulation {
  readonly start = NOON;
  readonly time = new Timeline(NOON);
  readonly calls: Calls;
  readonly topics = memoryTopics();
  readonly webhooks = memoryWebhooks();
  readonly switchboards = memorySwitchboards();
  readonly archive = memoryArchive();
  readonly deliveries = memoryDeliveries();
  readonly changes = memoryChanges();
  readonly frames = memoryFrames((key) => this.#stream(() => this.#detect(key)));
  readonly aggregates = memoryAggregates((key) =>
    this.#stream(async () => this.time.after(this.#options.respondsAfterMs ?? 0, () => this.#respond(key))),
  );
  probes = 0;
  #planned = -1;
  readonly #options: SimulationOptions;
  readonly #checkpoints = memoryCheckpoints();
  readonly #random: () => number;
  readonly #memories: DetectMemory[];

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.calls = new Calls(options.crash);
    this.#random = seeded(options.seed ?? 1);
    this.#memories = Array.from({ length: options.detectors ?? 2 }, createDetectMemory);
  }

  /** The ports as a person's command line has them. */
  operator(): Context {
    return this.#context('operator');
  }

  /** Runs until so many seconds after the start, virtual time. */
  async run(seconds: number): Promise<this> {
    for (let minute = this.#planned; minute * 60 < seconds; minute += 1) {
      this.#planned = minute + 1;
      const at = this.start + minute * MINUTE;
      for (const { name } of this.#options.monitor.regions) {
        this.time.after(at - this.time.now + 1_000 * this.#random(), () => this.#plan(name, at));
      }
      if (minute < 0) continue;
      this.time.after(at - this.time.now + 3_000, () => this.#invoke('tick', (ctx) => sweep(ctx, { at })));
    }
    await this.time.runUntil(this.start + seconds * SECOND);
    return this;
  }

  #plan(region: string, at: number): Promise<void> {
    return this.#invoke('plan', (ctx) => planMinute(ctx, { region, at }));
  }

  async #detect(key: string): Promise<void> {
    const i = Math.floor(this.#random() * this.#memories.length);
    const { recycled } = this.#options;
    if (recycled !== undefined && this.#random() < recycled) this.#memories[i] = createDetectMemory();
    const memory = this.#memories[i] ?? createDetectMemory();
    await this.#invoke(
      'detect',
      (ctx) => detectIncidents(ctx, memory, { keys: [key] }),
      () => {
        this.#memories[i] = createDetectMemory();
      },
    );
  }

  #respond(key: AggregateKey): Promise<void> {
    return this.#invoke('respond', (ctx) => respond(ctx, { key }));
  }

  /** At least once, as a stream or a queue delivers; a run that throws comes again after a second. */
  async #invoke(who: string, run: (ctx: Context) => Promise<unknown>, onCrash?: () => void, tries = 0): Promise<void> {
    try {
      await run(this.#context(who));
    } catch (error) {
      onCrash?.();
      if (tries > 300) throw error;
      this.time.after(SECOND, () => this.#invoke(who, run, onCrash, tries + 1));
    }
  }

  #stream(run: () => Promise<void>): void {
    this.time.after(20 + 30 * this.#random() + this.#lateness(), run);
    if (this.#random() < (this.#options.duplicates ?? 0)) this.time.after(2_000 * this.#random(), run);
  }

  #lateness(): number {
    return this.#random() < (this.#options.late ?? 0) ? 3_000 * this.#random() : 0;
  }

  #queue(delaySeconds: number, run: () => Promise<void>): void {
    this.time.after(delaySeconds * SECOND, async () => this.#stream(run));
  }

  #take(region: string, message: RegionMessage): Promise<void> {
    return this.#invoke('probe', async (ctx) => {
      if (message.type === 'spool') return shipFrame(ctx, { region, message });
      if (message.type === 'plan') return planMinute(ctx, { region, at: Date.parse(message.at) });
      return probeSlot(ctx, { region, message });
    });
  }

  #context(who: string): Context {
    const { monitor } = this.#options;
    const clock = { now: () => this.time.now, sleep: (ms: number) => this.time.sleep(ms) };
    const ports = this.calls.guard(
      {
        frames: this.#late(this.#failing(this.frames, ['put'], this.#options.throttled)),
        checkpoints: this.#checkpoints,
        aggregates: this.#failing(this.aggregates, ['save'], this.#options.throttled),
        deliveries: this.deliveries,
        changes: this.changes,
        archive: this.archive,
        topics: this.#failing(this.topics, ['publish'], this.#options.topicsAway),
        webhooks: this.webhooks,
        switchboards: this.switchboards,
        usualControls: () => ({ urls: [], allow: [] }),
        prober: {
          probeAll: async (
            checks: readonly { id: string; timeoutMs: number }[],
            { region }: { region: { name: string } },
            take: (result: unknown) => void,
          ) => {
            await Promise.all(checks.map(async (check) => take(await this.#probe(check, region.name))));
          },
        },
        regionQueues: {
          send: async (region: string, messages: readonly { message: RegionMessage; delaySeconds: number }[]) => {
            for (const { message, delaySeconds } of messages)
              this.#queue(delaySeconds, () => this.#take(region, message));
          },
        },
        homeQueue: {
          send: async (message: HomeMessage, delaySeconds: number) => {
            if (message.type !== 'wake' || this.#options.without === 'home-queue') return;
            this.#queue(delaySeconds, () =>
              this.#invoke('tick', (ctx) => ctx.aggregates.wake(message.key as AggregateKey, this.time.now)),
            );
          },
        },
      },
      who,
    );
    return { monitor, clock, chance: { next: this.#random }, ...ports } as unknown as Context;
  }

  async #probe(check: { id: string; timeoutMs: number }, region: string) {
    this.probes += 1;
    const answer = this.#options.world(check.id, region, (this.time.now - this.start) / SECOND);
    if (typeof answer === 'number') return { ...aResult(check.id, 'pass'), total: answer };
    if (answer === 'dark') {
      await this.time.sleep(10 * MINUTE);
      return aResult(check.id, 'unknown');
    }
    if (answer !== 'hang') return aResult(check.id, answer);
    await this.time.sleep(check.timeoutMs);
    return aResult(check.id, 'fail');
  }

  #late(frames: Context['frames']): Context['frames'] {
    const { shipsAfterMs } = this.#options;
    if (shipsAfterMs === undefined) return frames;
    return new Proxy(frames, {
      get: (target, property) => {
        const value = Reflect.get(target, property) as (...args: unknown[]) => unknown;
        if (property !== 'put') return value;
        return async (...args: unknown[]) => {
          await this.time.sleep(this.#random() * shipsAfterMs);
          return value.apply(target, args);
        };
      },
    });
  }

  #failing<Port extends object>(port: Port, methods: readonly string[], when?: (second: number) => boolean): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const value = Reflect.get(target, property) as unknown;
        if (typeof value !== 'function' || !methods.includes(String(property))) return value;
        return async (...args: unknown[]) => {
          const second = (this.time.now - this.start) / SECOND;
          if (when?.(second) === true) throw new Error('ThrottlingException');
          return (value as (...a: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  }
}
