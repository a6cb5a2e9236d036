/** One run's place among those of its invocation. None of its waits counts as the target's time. */
export type Place = {
  /** Waits until it may connect, at most so many milliseconds. */
  connect(mostMs: number): Promise<void>;
  /** Waits, connected, until it may ask, at most so many milliseconds. */
  ask(mostMs: number): Promise<void>;
  /** Ends its part, whatever became of it: from then on nobody waits for it. */
  leave(): void;
};

export type StageOptions = {
  /** Cores that this process may use: 1 on a machine of one's own, memory ÷ 1769 MB in a Lambda. */
  readonly cpuShare: number;
};

/** CPU time of one TLS handshake with its name and its connection, rather too much. Measured, woken for each: 1.2 to 2 ms. */
const HANDSHAKE_MS = 2;

/** CPU time to send one request and to read its answer, rather too much. Measured, woken for each: 0.5 to 0.8 ms. */
const REQUEST_MS = 0.8;

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
 * Places for the runs of one invocation. One begins to connect every few milliseconds; when all are connected, or have
 * ended, or nobody began for a while, they ask one after another: so no handshake, which blocks this process for a
 * millisecond, runs while it times a first byte. Only a run's first connection waits for the others; a later one (a
 * redirect, a step of a flow, a retry) only begins at a distance from other beginnings.
 */
export function openStage(places: number, { cpuShare }: StageOptions): readonly Place[] {
  if (places <= 1) return Array.from({ length: places }, () => ALONE);
  const connecting = startLine(Math.ceil(HANDSHAKE_MS / (USED * Math.min(1, cpuShare))));
  const asking = startLine(Math.ceil(REQUEST_MS / (USED * Math.min(1, cpuShare))));
  connecting.open();
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
      async connect(mostMs) {
        await connecting.wait(mostMs);
        if (awaited > 0) patience.refresh();
      },
      async ask(mostMs) {
        if (!isAwaited) return;
        arrive();
        await asking.wait(mostMs);
      },
      leave: arrive,
    };
  });
}

type Line = {
  /** Lets those that wait go, first come, first served. */
  open(): void;
  wait(mostMs: number): Promise<void>;
};

/** A line that lets one go at a time, `gapMs` apart. Where this process was late, the gap is kept: no burst makes up for it. */
function startLine(gapMs: number): Line {
  const waiting = new Set<() => void>();
  let isOpen = false;
  let gap: NodeJS.Timeout | undefined;
  const next = () => {
    gap = undefined;
    const [go] = waiting;
    if (go === undefined) return;
    gap = setTimeout(next, gapMs);
    go();
  };
  return {
    open() {
      isOpen = true;
      if (gap === undefined) next();
    },
    wait(mostMs) {
      if (mostMs <= 0) return Promise.resolve();
      return new Promise((resolve) => {
        const go = () => {
          clearTimeout(patience);
          waiting.delete(go);
          resolve();
        };
        const patience = setTimeout(go, mostMs);
        waiting.add(go);
        if (isOpen && gap === undefined) next();
      });
    },
  };
}
