import { FAULT_TYPES } from './made/faults.ts';
import type { Operation } from './score/detections.ts';
import { BUDGETS, type FamilyResult, SHIPPED } from './smb.ts';
import { percent, samples, tableOf } from './table.ts';

/** One line per operating point; under budgets also the threshold that this very set would have needed. */
export function operationsTable(results: readonly FamilyResult[]): string {
  const head = ['detector', 'noise', 'at', 'threshold', 'score', 'recall %', 'false alerts faulted', 'clean', 'both'];
  const table = tableOf(head, [0, 1, 2]);
  for (const { entrant, family, budgets, shipped, ownThreshold } of results) {
    const push = (at: string, operation: Operation) =>
      table.push([
        entrant,
        family,
        at,
        operation.threshold.toFixed(2),
        operation.score.toFixed(1),
        (100 * operation.recall).toFixed(1),
        operation.falseAlertsFaulted.toFixed(2),
        operation.falseAlertsClean.toFixed(2),
        operation.falseAlerts.toFixed(2),
      ]);
    for (const operation of budgets) push(`budget ${operation.budget}`, operation);
    push('shipped', shipped);
    table.push([entrant, family, `${BUDGETS[0]} on this very set`, ownThreshold.toFixed(2), '', '', '', '', '']);
  }
  return table.toString();
}

/** One line per type of fault and a column per operating point: recall, the delays of half and of nine of ten, utility. */
export function typesTable(operations: readonly (readonly [name: string, operation: Operation])[]): string {
  const names = operations.map(([name]) => name);
  const table = tableOf(['recall % / delay50 / delay90 / utility', ...names], [0]);
  for (const type of FAULT_TYPES) {
    const cells = operations.map(([, { byType }]) => {
      const { recall, delay50, delay90, utility } = byType[type];
      return `${percent(recall)} / ${samples(delay50)} / ${samples(delay90)} / ${percent(utility)}`;
    });
    table.push([type, ...cells]);
  }
  return table.toString();
}

/** The operating points of one entrant on one family, named for the head of a table. */
export const namedOperations = ({ budgets, shipped }: FamilyResult): readonly (readonly [string, Operation])[] => [
  ...budgets.map((operation): readonly [string, Operation] => [`budget ${operation.budget}`, operation]),
  [`shipped ${SHIPPED}`, shipped],
];

/** One line per entrant: what an update costs, beside what making the sample cost, and what is remembered. */
export function costTable(results: readonly FamilyResult[]): string {
  const table = tableOf(['detector', 'µs/update', 'generator µs', 'checkpoint bytes', 'numbers bytes'], [0]);
  for (const { entrant, spent, making, state } of results) {
    const each = [spent, making].map(({ micros, count }) => (micros / count).toFixed(3));
    table.push([entrant, ...each, state?.checkpoint ?? '', state?.numbers ?? '']);
  }
  return table.toString();
}

/** One line per false alert at the shipped threshold, for who looks into them. */
export function falseAlertsTable(results: readonly FamilyResult[]): string {
  const table = tableOf(['detector', 'noise', 'seed', 'set', 'sample', 'evidence'], [0, 1, 3]);
  for (const { entrant, family, falseAlerts } of results)
    for (const { seed, clean, sample, evidence } of falseAlerts)
      table.push([entrant, family, seed, clean ? 'clean' : 'faulted', sample, evidence.toFixed(2)]);
  return table.toString();
}
