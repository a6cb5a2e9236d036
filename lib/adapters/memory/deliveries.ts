import type { Delivery, DeliveryLedger } from '../../app/ports.ts';

export type MemoryDeliveries = DeliveryLedger & { all(): readonly Delivery[] };

/** The ledger in memory: one entry per effect id, the last one recorded. */
export function memoryDeliveries(): MemoryDeliveries {
  const stored = new Map<string, Delivery>();
  return {
    async record(delivery) {
      stored.set(delivery.id, structuredClone(delivery));
    },
    async list(incident) {
      const found = [...stored.values()].filter((delivery) => delivery.incident === incident);
      return structuredClone(found).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
    all: () => structuredClone([...stored.values()]),
  };
}
