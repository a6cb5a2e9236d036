import type { Aggregate, AggregateKey, AggregateStore, AggregateWrite, Stored } from '../../app/ports.ts';
import { frozenCopy } from './frozen-copy.ts';

export type MemoryAggregates = AggregateStore & {
  /** Every aggregate as it stands. */
  all(): ReadonlyMap<AggregateKey, Stored<Aggregate>>;
};

type Item = Stored<Aggregate> & { readonly open: boolean; readonly dueAt?: number };

/**
 * Aggregates in memory. `onWrite` stands for the table's filtered stream: it gets the key after a save with `wake` and
 * after `wake` of an aggregate that exists.
 */
export function memoryAggregates(onWrite: (key: AggregateKey) => void = () => {}): MemoryAggregates {
  const items = new Map<AggregateKey, Item>();
  return {
    async load<State extends Aggregate>(key: AggregateKey) {
      const item = items.get(key);
      return item && { state: item.state as State, version: item.version };
    },
    async save<State extends Aggregate>(write: AggregateWrite<State>) {
      const { key, state, version, wake, open, dueAt } = write;
      if (version !== (items.get(key)?.version ?? 0)) return 'conflict';
      const due = dueAt === undefined ? {} : { dueAt };
      items.set(key, { state: frozenCopy(state), version: version + 1, open, ...due });
      if (wake) onWrite(key);
      return 'saved';
    },
    async listOpen() {
      const open = [...items].filter(([, item]) => item.open);
      return open.map(([key, { dueAt }]) => (dueAt === undefined ? { key } : { key, dueAt }));
    },
    async wake(key) {
      if (items.has(key)) onWrite(key);
    },
    all: () => new Map([...items].map(([key, { state, version }]) => [key, { state, version }])),
  };
}
