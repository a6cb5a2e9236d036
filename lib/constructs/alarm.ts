import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';

/** Each has a section in docs/runbook.md; a test says so. */
export const ALARMS = [
  'no-frame',
  'spool-age',
  'probe-dead-letters',
  'iterator-age',
  'dead-letters',
  'effects-overdue',
] as const;

export type AlarmName = (typeof ALARMS)[number];

export type FixedAlarmProps = {
  readonly monitor: Monitor;
  readonly name: AlarmName;
  /** The place that it is about, where one AWS region has several. */
  readonly place?: string;
  /** One sentence: what it means. */
  readonly means: string;
  readonly metric: IMetric;
  readonly when: 'above' | 'below';
  readonly threshold: number;
  /** So many periods of the metric in a row. */
  readonly periods: number;
  /** What silence means. */
  readonly silence: 'bad' | 'good';
};

/** An alarm with a fixed name that publishes to the alarm topic of its own region, when it starts and when it ends. */
export class FixedAlarm extends Construct {
  constructor(scope: Construct, id: string, props: FixedAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: naming.alarm(
        props.monitor.name,
        props.place === undefined ? props.name : `${props.name}-${props.place}`,
      ),
      alarmDescription: `${props.means} Runbook: docs/runbook.md#${props.name}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods,
      comparisonOperator:
        props.when === 'above' ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: props.silence === 'bad' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    // By name: in the home region the topic stands in another stack than the probe's alarms.
    const alarmActionArn = Stack.of(this).formatArn({
      service: 'sns',
      resource: naming.alarmTopic(props.monitor.name),
    });
    const publish: IAlarmAction = { bind: () => ({ alarmActionArn }) };
    alarm.addAlarmAction(publish);
    alarm.addOkAction(publish);
  }
}
