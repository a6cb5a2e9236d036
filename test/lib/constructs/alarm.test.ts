import { readFileSync } from 'node:fs';
import { defineMonitor, http } from 'killdeer';
import { expect, test } from 'vitest';
import { ALARMS } from '../../../lib/constructs/alarm.ts';
import { ACCOUNT, monitorOf, REGIONS, synthesise, textOf } from './synthesise.ts';

const alarms = synthesise(monitorOf(2)).ofType('AWS::CloudWatch::Alarm');
const nameOf = (name: string) => name.replace('killdeer-shop-', '');

test('each alarm has a section in the runbook, and each section an alarm', () => {
  const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  const deployed = [...new Set(alarms.map(({ Properties }) => nameOf(Properties.AlarmName)))];
  expect(deployed.sort()).toEqual([...ALARMS].sort());
  expect(headings.sort()).toEqual([...ALARMS].sort());
  for (const { Properties } of alarms) {
    expect(Properties.AlarmDescription).toContain(`docs/runbook.md#${nameOf(Properties.AlarmName)}`);
  }
});

test('every region has its own alarms, home has those of judging and answering besides', () => {
  const regional = ['no-frame', 'spool-age', 'probe-dead-letters'];
  for (const region of REGIONS) {
    const names = alarms
      .filter((alarm) => alarm.region === region)
      .map(({ Properties }) => nameOf(Properties.AlarmName));
    const home = region === 'eu-west-1' ? ['iterator-age', 'dead-letters', 'effects-overdue'] : [];
    expect(names.sort()).toEqual([...regional, ...home].sort());
  }
});

test('an alarm tells its own region’s topic when it starts and when it ends', () => {
  for (const { region, Properties } of alarms) {
    const topic = `arn:aws:sns:${region}:${ACCOUNT}:killdeer-shop-alarms`;
    expect(Properties.AlarmActions.map(textOf)).toEqual([topic]);
    expect(Properties.OKActions.map(textOf)).toEqual([topic]);
  }
});

test('silence of the heartbeats is an alarm, silence of the rest is not', () => {
  const silent = alarms.filter(({ Properties }) => Properties.TreatMissingData === 'breaching');
  const names = new Set(silent.map(({ Properties }) => nameOf(Properties.AlarmName)));
  expect(names).toEqual(new Set(['no-frame', 'effects-overdue']));
});

test('spool-age looks at the queue and at how long frames have been sent round', () => {
  const alarm = alarms.find(({ Properties }) => nameOf(Properties.AlarmName) === 'spool-age');
  const metrics = alarm?.Properties.Metrics.map(
    (metric: { Expression?: string; MetricStat?: { Metric: { MetricName: string } } }) =>
      metric.Expression ?? metric.MetricStat?.Metric.MetricName,
  );
  expect(metrics).toEqual(['MAX([queue, spool])', 'ApproximateAgeOfOldestMessage', 'SpoolAge']);
});

test.each([
  ['10s', 60, 3],
  ['1m', 60, 3],
  ['5m', 60, 11],
  ['1h', 60, 121],
  ['6h', 3_600, 13],
  ['24h', 3_600, 49],
] as const)('checks that run every %s raise no-frame only after two missed runs', (every, period, periods) => {
  const definition = defineMonitor({
    name: 'slow',
    home: 'eu-west-1',
    regions: ['eu-west-1'],
    services: [],
    notify: [],
    checks: [http('a', { url: 'https://a.example/', every, timeout: '5s' })],
  });
  const alarm = synthesise(definition)
    .ofType('AWS::CloudWatch::Alarm')
    .find(({ Properties }) => Properties.AlarmName === 'killdeer-slow-no-frame');
  expect(alarm?.Properties.EvaluationPeriods).toBe(periods);
  expect(alarm?.Properties.Metrics[0].MetricStat.Period).toBe(period);
});
