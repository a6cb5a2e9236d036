import Table from 'cli-table3';
import type { listIncidents } from '../lib/app/list-incidents.ts';
import { shellWord } from '../lib/core/notice-text.ts';
import { formatInstant, formatSpan } from '../lib/core/time.ts';

/** What is open and what is over as a table for a terminal; ids are quoted where a shell would change them. */
export function incidentsTable({ open, over }: Awaited<ReturnType<typeof listIncidents>>): string {
  if (open.length + over.length === 0) return 'no incidents';
  const table = new Table({
    style: { head: [], border: [] },
    head: ['incident', 'check', 'state', 'began', 'lasted', 'acknowledged'],
  });
  for (const { check, incident } of open) {
    const { id, containment, firstFailureAt, acknowledged } = incident;
    const state = containment.is === 'none' || containment.is === 'advised' ? 'open' : containment.is;
    table.push([shellWord(id), check, state, formatInstant(firstFailureAt), '', acknowledged?.by ?? '']);
  }
  for (const { id, check, ended, firstFailureAt, resolvedAt, acknowledgedBy } of over) {
    const lasted = formatSpan(resolvedAt - firstFailureAt);
    table.push([shellWord(id), check, ended, formatInstant(firstFailureAt), lasted, acknowledgedBy ?? '']);
  }
  return table.toString();
}
