type Event = { readonly at: number; readonly seq: number; readonly run: () => Promise<void> };

/** A virtual clock: things happen in order of time, and time jumps from one to the next. */
export class Timeline {
  now: number;
  #seq = 0;
  #events: Event[] = [];

  constructor(start: number) {
    this.now = start;
  }

  /** Runs something `ms` from now. */
  after(ms: number, run: () => Promise<void>): void {
    const event = { at: this.now + Math.max(0, ms), seq: this.#seq, run };
    this.#seq += 1;
    let i = this.#events.length;
    while (i > 0 && isLater(this.#events[i - 1] as Event, event)) i -= 1;
    this.#events.splice(i, 0, event);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, async () => resolve());
    });
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      const next = this.#events[0];
      if (next === undefined || next.at > end) break;
      this.#events.shift();
      this.now = next.at;
      void next.run();
      await new Promise(setImmediate);
    }
    this.now = end;
  }
}

function isLater(a: Event, b: Event): boolean {
  return a.at > b.at || (a.at === b.at && a.seq > b.seq);
}

/** A small seeded generator (mulberry32): the same seed gives the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
