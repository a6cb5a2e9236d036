import type { Checkpoint, CheckpointStore } from '../../app/ports.ts';

export type MemoryCheckpoints = CheckpointStore & { all(): readonly Checkpoint[] };

/** Checkpoints in memory: the newest of each shard and region. */
export function memoryCheckpoints(): MemoryCheckpoints {
  const stored = new Map<string, Checkpoint>();
  return {
    async load(shard) {
      return structuredClone([...stored.values()].filter((checkpoint) => checkpoint.shard === shard));
    },
    async save(checkpoint) {
      const id = `${checkpoint.shard}|${checkpoint.region}`;
      const before = stored.get(id);
      if (before === undefined || checkpoint.slot > before.slot) stored.set(id, structuredClone(checkpoint));
    },
    all: () => structuredClone([...stored.values()]),
  };
}
