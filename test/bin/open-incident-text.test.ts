import { expect, test } from 'vitest';
import { type OpenView, openIncidentText } from '../../bin/open-incident-text.ts';
import type { Delivery } from '../../lib/app/ports.ts';
import { owe } from '../../lib/core/effect.ts';
import type { Incident } from '../../lib/core/incident.ts';
import type { Notice } from '../../lib/core/notice.ts';
import { aCheck, aMonitor, aTrip, NOON } from '../builders.ts';
import { anIncident } from './an-incident.ts';

function aView(incident: Incident, changes: Partial<OpenView> = {}): OpenView {
  return {
    monitor: aMonitor([aCheck({ contain: aTrip() })]),
    state: { check: 'recommendations', verdict: 'down', since: NOON, judgedAt: NOON, owed: [], incident },
    events: incident.events,
    deliveries: [],
    levels: [{ region: 'eu-west-1', allow: 0 }],
    now: NOON + 60_000,
    ...changes,
  };
}

test('an open incident says what is failing and where, what is held, what comes next, and then the timeline', () => {
  expect(openIncidentText(aView(anIncident())).split('\n')).toEqual([
    'recommendations-20261122T120000000: recommendations is down (critical)',
    '',
    'target     https://api.shop.example/recommendations',
    'since      2026-11-22T11:59:40.000Z, 1m 20s ago',
    '           opened 2026-11-22T12:00:00.000Z; down since 2026-11-22T12:00:00.000Z',
    'evidence   as this was decided:',
    '           rule: 2 of the last 2 runs fail in 1 of 2 regions',
    '           eu-west-1: failing, 2 of the last 2 runs failed (status 500, expected 2xx)',
    '           us-east-1: passing, 0 of the last 2 runs failed',
    'contained  since 2026-11-22T12:00:01.000Z',
    '           next: a trial, not before 2026-11-22T12:10:01.000Z',
    'switch     shop.recommendations is decided at 0 % in eu-west-1',
    'notices    0 delivered',
    'taken by   nobody yet',
    '',
    '2026-11-22T12:00:00.000Z  recommendations is down',
  ]);
});

test('what a person must do, and who took it, stand there', () => {
  const contained = { is: 'contained', n: 1, since: NOON, holdUntil: NOON, retrips: 3, person: true } as const;
  const acknowledged = { by: 'ada', at: NOON };
  const text = openIncidentText(aView(anIncident({ containment: contained, acknowledged })));
  expect(text).toContain('next: a person restores it: npx killdeer switch release shop recommendations');
  expect(text).toContain('taken by   ada, 2026-11-22T12:00:00.000Z');
  const { trip, ...suggested } = anIncident({ containment: { is: 'advised' } });
  const monitor = aMonitor([aCheck({ contain: aTrip({ mode: 'suggest' }) })]);
  const advice = 'next: a person sets it: npx killdeer switch set shop recommendations 0 --for 1h';
  expect(openIncidentText(aView(suggested, { monitor }))).toContain(advice);
});

test('notices that are owed or were given up are told, with why; those of other incidents are not', () => {
  const incident = anIncident();
  const notice = { incident: incident.id, kind: 'trigger' } as Notice;
  const late = {
    ...owe('a/trigger/ops', 'a/notice/ops', { type: 'notice', channel: 'ops', notice }, NOON),
    attempts: 2,
  };
  const other = owe('b', 'b', { type: 'notice', channel: 'sns', notice: { ...notice, incident: 'other' } }, NOON);
  const base = { lane: '', type: 'notice', detail: '', attempts: 1, owedAt: NOON, at: NOON } as const;
  const deliveries: readonly Delivery[] = [
    { ...base, id: 'a/trigger/sns', outcome: 'done' },
    { ...base, id: 'a/trigger/chat', outcome: 'dead', detail: 'status 410' },
  ];
  const view = aView(incident, { deliveries });
  const owed = [{ ...late, error: 'status 503' }, other];
  const text = openIncidentText({ ...view, state: { ...view.state, owed } });
  expect(text).toContain(
    [
      'notices    1 delivered',
      '           trigger to ops owed since 2026-11-22T12:00:00.000Z, 2 failed attempts: status 503',
      '           a/trigger/chat given up 2026-11-22T12:00:00.000Z: status 410',
      'taken by',
    ].join('\n'),
  );
});

test('a check that trips no switch has no line of one', () => {
  const { trip, ...rest } = anIncident({ containment: { is: 'none' } });
  const text = openIncidentText(aView(rest, { monitor: aMonitor([aCheck()]), levels: [] }));
  expect(text).toContain('contained  nothing\n');
  expect(text).not.toContain('\nswitch');
});
