import { FAULT_TYPES } from './made/faults.ts';
import type { RegionalResult } from './regions.ts';
import { percent, samples, tableOf } from './table.ts';

/** One line per type of fault and where it was, over the regions of one check; the last line is all of them. */
export function regionsTable({ scores, scopeFirst, scopeSettled }: RegionalResult): string {
  const head = [
    'fault',
    'where',
    'faults',
    'recall %',
    'delay50',
    'delay90',
    'scope right at once %',
    'ten rounds on %',
  ];
  const table = tableOf(head, [0, 1]);
  const order = scores.toSorted(
    (a, b) => FAULT_TYPES.indexOf(a.type) - FAULT_TYPES.indexOf(b.type) || a.where.localeCompare(b.where),
  );
  for (const one of order) {
    const delays = [samples(one.delay50), samples(one.delay90)];
    const scopes = [percent(one.scopeFirst), percent(one.scopeSettled)];
    table.push([one.type, one.where, one.faults, percent(one.recall), ...delays, ...scopes]);
  }
  const faults = scores.reduce((sum, one) => sum + one.faults, 0);
  table.push(['all', '', faults, '', '', '', (100 * scopeFirst).toFixed(1), (100 * scopeSettled).toFixed(1)]);
  return table.toString();
}

/** What the table does not say. */
export function regionsNote({ falseAlertsClean, falseAlertsFaulted, regionNamed }: RegionalResult): string {
  const alerts = `False alerts per check and month: ${falseAlertsClean.toFixed(2)} clean, ${falseAlertsFaulted.toFixed(2)} faulted`;
  return `${alerts}. Of faults said to be in one region, ${percent(regionNamed)} % name that region alone.`;
}
