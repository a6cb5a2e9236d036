import Table from 'cli-table3';
import { FAULT_TYPES } from './made/faults.ts';
import type { RegionalResult } from './regions.ts';
import type { Operation } from './score/detections.ts';
import { type FamilyResult, falseAlertsOf, SHIPPED } from './smb.ts';

/** One line per operating point: score, recall, false alerts. */
export function operationsTable(results: readonly FamilyResult[], withBudgets: boolean): string {
  const table = tableOf(
    ['', 'noise', 'at', 'threshold', 'score', 'recall %', 'false alerts faulted', 'clean', 'both'],
    [0, 1, 2],
  );
  for (const result of results) {
    const push = (at: string, operation: Operation) =>
      table.push([
        result.entrant,
        result.family,
        at,
        operation.threshold.toFixed(2),
        operation.score.toFixed(1),
        (100 * operation.recall).toFixed(1),
        operation.falseAlertsFaulted.toFixed(2),
        operation.falseAlertsClean.toFixed(2),
        falseAlertsOf(result, operation.threshold).toFixed(2),
      ]);
    if (withBudgets) for (const { budget, ...operation } of result.budgets) push(`budget ${budget}`, operation);
    push('shipped', result.shipped);
    if (withBudgets) table.push([result.entrant, result.family, '0.1 right here', result.ownThreshold.toFixed(2)]);
  }
  return table.toString();
}

/** One line per type of fault: recall in percent, and the delays that half and nine of ten keep to, in samples. */
export function typesTable(operations: readonly (readonly [string, Operation])[]): string {
  const table = tableOf(['fault', ...operations.map(([name]) => `${name}: recall/d50/d90/utility`)], [0]);
  for (const type of FAULT_TYPES) {
    const cells = operations.map(([, { byType }]) => {
      const { recall, delay50, delay90, utility } = byType[type];
      return `${(100 * recall).toFixed(0)} % / ${samples(delay50)} / ${samples(delay90)} / ${(100 * utility).toFixed(0)}`;
    });
    table.push([type, ...cells]);
  }
  return table.toString();
}

/** One line per type of fault and scope, over the regions of one check. */
export function regionsTable({ scores }: RegionalResult): string {
  const table = tableOf(
    ['fault', 'where', 'faults', 'recall %', 'd50', 'd90', 'scope right at first %', 'ten on %'],
    [0, 1],
  );
  const order = scores.toSorted(
    (a, b) => FAULT_TYPES.indexOf(a.type) - FAULT_TYPES.indexOf(b.type) || a.where.localeCompare(b.where),
  );
  for (const one of order) {
    table.push([
      one.type,
      one.where,
      one.faults,
      percent(one.recall),
      samples(one.delay50),
      samples(one.delay90),
      percent(one.scopeFirst),
      percent(one.scopeSettled),
    ]);
  }
  return table.toString();
}

export function tableOf(head: readonly string[], left: readonly number[]) {
  return new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (left.includes(index) ? 'left' : 'right')),
  });
}

const percent = (value: number): string => (Number.isNaN(value) ? '' : (100 * value).toFixed(0));
const samples = (delay: number): string => (Number.isFinite(delay) ? String(delay) : '–');
export const shippedOf = ({ entrant, shipped }: FamilyResult): readonly [string, Operation] => [
  `${entrant} at ${SHIPPED}`,
  shipped,
];
