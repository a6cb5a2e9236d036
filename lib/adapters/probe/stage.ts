import { performance } from 'node:perf_hooks';

/** One run's place among those of its invocation. None of its waits counts as the target's time. */
export type Place = {
  /** Waits until it may connect, at most so many milliseconds. `work`: what it is about to do; default `name`. */
  connect(mostMs: number, work?: 'name' | 'connection' | 'handshake'): Promise<void>;
  /** Waits, connected, until it may ask, at most so many milliseconds. */
  ask(mostMs: number): Promise<void>;
  /** Ends its part, whatever became of it: from then on nobody waits for it. */
  leave(): void;
};

export type StageOptions = {
  /** Cores that this process may use: 1 on a machine of one's own, memory ÷ 1769 MB in a Lambda. */
  readonly cpuShare: number;
  /** Told, whenever it gives turns, when they were due: so it is known how late this process is, and no other timer need tell. */
  readonly beat?: (dueAt: number) => void;
};

/**
 * What a run does in its turn. `ms`: CPU time, rather too much. `together`: how many do it at one wake. What is done
 * together costs half as much as what this process is woken for each time, with cold caches; but each waits for the others
 * before it: so many that the last one is about a millisecond late where the network takes no time at all.
 */
const WORK = {
  /** A name, and what comes behind it. Eight names at a wake read their answers 4 ms late in the median. */
  name: { ms: 2, together: 1 },
  /** A connection to an address. Eight at a wake wait for each other longer, and cost as much within the noise. */
  connection: { ms: 0.15, together: 4 },
  /** One with a TLS handshake. At 1 ms a quota was used up by the handshakes, and the first requests paid for it. */
  handshake: { ms: 1.5, together: 3 },
  /** A request sent and its answer read. Four at a wake cost 0.1 ms less, and what makes one late makes four late. */
  request: { ms: 0.3, together: 1 },
} as const;

type Work = keyof typeof WORK;

/** Share of the CPU that the stage uses: the other half is for answers that come meanwhile, and for what is estimated wrongly. */
const USED = 0.5;

/**
 * How long nobody may begin to connect before those that are connected stop waiting for the others, milliseconds. A
 * name, a connection and a handshake around the world take four round trips of 200 ms at most.
 */
const PATIENCE_MS = 750;

/** The place of a run that is alone: it waits for nothing. */
export const ALONE: Place = { connect: async () => {}, ask: async () => {}, leave: () => {} };

/**
 * Places for the runs of one invocation. A few begin to connect every few milliseconds; when all are connected, or have
 * ended, or nobody began for a while, they ask, again a few at a time: so no handshake, which blocks this process for a
 * millisecond, runs while it times a first byte. Only a run's first connection waits for the others; a later one (a
 * redirect, a step of a flow, a retry) only begins at a distance from other beginnings.
 */
export function openStage(places: number, { cpuShare, beat = () => {} }: StageOptions): readonly Place[] {
  if (places <= 1) return Array.from({ length: places }, () => ALONE);
  const usable = USED * Math.min(1, cpuShare);
  const connecting = startLine(usable, beat);
  const asking = startLine(usable, beat);
  // Not before all runs are under way: what they do before they connect is done by then.
  setTimeout(connecting.open, 0);
  const patience = setTimeout(asking.open, PATIENCE_MS);
  let awaited = places;
  return Array.from({ length: places }, () => {
    let isAwaited = true;
    const arrive = () => {
      if (!isAwaited) return;
      isAwaited = false;
      awaited -= 1;
      if (awaited > 0) return;
      clearTimeout(patience);
      asking.open();
    };
    return {
      async connect(mostMs, work = 'name') {
        await connecting.wait(mostMs, work);
        if (awaited > 0) patience.refresh();
      },
      ask(mostMs) {
        if (!isAwaited) return Promise.resolve();
        arrive();
        return asking.wait(mostMs, 'request');
      },
      leave: arrive,
    };
  });
}

type Line = {
  /** Lets those that wait go, first come, first served. */
  open(): void;
  wait(mostMs: number, work: Work): Promise<void>;
};

/** One that waits, until `endsAt` at the longest, by `performance.now`. */
type Waiter = { readonly work: Work; readonly endsAt: number; readonly go: () => void };

/**
 * A line that lets a few go at a time, as many as may at one wake, and then nobody for as long as they need the CPU that is
 * usable. Where this process was late, the gap is kept: no burst makes up for it.
 */
function startLine(usable: number, beat: (dueAt: number) => void): Line {
  const waiting = new Set<Waiter>();
  let isOpen = false;
  let gap: NodeJS.Timeout | undefined;
  let dueAt = 0;
  // One timer for all that wait, due when the first of them waits no more: mostly all are gone by then.
  let patience: NodeJS.Timeout | undefined;
  let soonest = Number.POSITIVE_INFINITY;
  const letGo = (waiter: Waiter) => {
    waiting.delete(waiter);
    waiter.go();
    if (waiting.size > 0) return;
    clearTimeout(patience);
    soonest = Number.POSITIVE_INFINITY;
  };
  const watchEnds = (endsAt: number, now: number) => {
    clearTimeout(patience);
    soonest = endsAt;
    patience = setTimeout(runOut, endsAt - now);
  };
  const runOut = () => {
    // A timer may ring a little early.
    const now = Math.max(soonest, performance.now());
    for (const waiter of waiting) if (waiter.endsAt <= now) letGo(waiter);
    if (waiting.size > 0) watchEnds(Math.min(...[...waiting].map(({ endsAt }) => endsAt)), now);
  };
  const next = () => {
    if (gap !== undefined) beat(dueAt);
    gap = undefined;
    let room = 1;
    let busyMs = 0;
    for (const waiter of waiting) {
      const { ms, together } = WORK[waiter.work];
      // The thirds of one have a sum that is a little off.
      if (room < 1 / together - 1e-9) break;
      room -= 1 / together;
      busyMs += ms;
      letGo(waiter);
    }
    if (busyMs === 0) return;
    const gapMs = Math.ceil(busyMs / usable);
    dueAt = performance.now() + gapMs;
    gap = setTimeout(next, gapMs);
  };
  return {
    open() {
      isOpen = true;
      if (gap === undefined) next();
    },
    wait(mostMs, work) {
      if (mostMs <= 0) return Promise.resolve();
      return new Promise((go) => {
        const now = performance.now();
        const endsAt = now + mostMs;
        waiting.add({ work, endsAt, go });
        if (endsAt < soonest) watchEnds(endsAt, now);
        if (isOpen && gap === undefined) next();
      });
    },
  };
}
