import type { ChangeLedger } from '../../app/ports.ts';
import type { Change } from '../../core/change.ts';

/** The ledger of changes in memory. */
export function memoryChanges(): ChangeLedger {
  const stored = new Map<string, Change>();
  return {
    async record(change) {
      stored.set(`${change.at} ${change.what}`, structuredClone(change));
    },
    async since(from) {
      const found = [...stored.values()].filter(({ at }) => at >= from);
      return structuredClone(found).sort((a, b) => a.at - b.at || (a.what < b.what ? -1 : 1));
    },
  };
}
