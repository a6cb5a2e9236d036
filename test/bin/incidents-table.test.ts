import { expect, test } from 'vitest';
import { incidentsTable } from '../../bin/incidents-table.ts';
import { anIncident } from './an-incident.ts';

test('an id can be pasted into a shell: the monitor’s own, which begin with a dollar, are quoted', () => {
  const open = (id: string) => ({ check: 'any', verdict: 'down' as const, incident: anIncident({ id }) });
  const table = incidentsTable({ open: [open('$monitor-eu-west-1-20261122T120000000'), open('stock-1')], over: [] });
  expect(table).toContain("'$monitor-eu-west-1-20261122T120000000'");
  expect(table).toContain(' stock-1 ');
});

test('no incident is said, not an empty table', () => {
  expect(incidentsTable({ open: [], over: [] })).toBe('no incidents');
});
