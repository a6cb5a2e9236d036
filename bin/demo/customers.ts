import { setTimeout as sleep } from 'node:timers/promises';

/** The parts of the demo in which the customers' requests are counted apart. */
export type Period = 'before the fault' | 'fault, switch on' | 'fault, switch off' | 'after the restore began';

export type Share = { readonly requests: number; readonly errors: number };

/** People who load the storefront, some 20 times a second, and what they got. */
export type Customers = {
  /** Counts from now on under this name. */
  enter(period: Period): void;
  /** Requests and errors per period. */
  readonly shares: ReadonlyMap<Period, Share>;
  /** Share of errors, 0 to 1, of each second since the start. */
  readonly seconds: readonly number[];
  stop(): Promise<void>;
};

const GAP_MS = 50;

/** Starts the customers of a storefront. */
export function startCustomers(url: string): Customers {
  let period: Period = 'before the fault';
  let isOver = false;
  const started = Date.now();
  const shares = new Map<Period, { requests: number; errors: number }>();
  const bySecond: { requests: number; errors: number }[] = [];

  async function visit(n: number): Promise<void> {
    const entered = period;
    const isBroken = await fetch(`${url}?user=customer-${n % 500}`, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status >= 500;
      },
      () => true,
    );
    const second = Math.floor((Date.now() - started) / 1_000);
    const bucket = bySecond[second] ?? { requests: 0, errors: 0 };
    bySecond[second] = bucket;
    const share = shares.get(entered) ?? { requests: 0, errors: 0 };
    shares.set(entered, share);
    for (const one of [bucket, share]) {
      one.requests += 1;
      if (isBroken) one.errors += 1;
    }
  }

  const loop = (async () => {
    for (let n = 0; !isOver; n += 1) {
      await visit(n);
      await sleep(GAP_MS);
    }
  })();

  return {
    enter: (next) => {
      period = next;
    },
    shares,
    get seconds() {
      return Array.from(bySecond, (bucket) => (bucket === undefined ? 0 : bucket.errors / bucket.requests));
    },
    stop: async () => {
      isOver = true;
      await loop;
    },
  };
}
