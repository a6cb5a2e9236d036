import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { FixedAlarm } from './alarm.ts';
import { metricEffectsOverdue } from './heartbeat.ts';
import { MonitorFunction } from './monitor-function.ts';
import { MonitorQueue } from './queue.ts';

/** What watches the judging and the answering, on the home region's alarm topic. */
export class HomeAlarms extends Construct {
  constructor(scope: Construct, id: string, { monitor }: { readonly monitor: Monitor }) {
    super(scope, id);
    new FixedAlarm(this, 'IteratorAge', {
      monitor,
      name: 'iterator-age',
      means: 'Records have waited in a stream for more than a minute: detect or respond does not keep up.',
      metric: new MathExpression({
        expression: 'MAX([detect, respond])',
        usingMetrics: {
          detect: MonitorFunction.metricIteratorAge(monitor, 'detect'),
          respond: MonitorFunction.metricIteratorAge(monitor, 'respond'),
        },
        period: Duration.minutes(1),
        label: 'Iterator age',
      }),
      when: 'above',
      threshold: 60_000,
      periods: 3,
      silence: 'good',
    });
    new FixedAlarm(this, 'DeadLetters', {
      monitor,
      name: 'dead-letters',
      means: 'Something was dropped at home: a stream record, a message, or a notice to a subscriber.',
      metric: MonitorQueue.metricWaiting(monitor.home, naming.deadLetterQueue(monitor.name, 'home')),
      when: 'above',
      threshold: 0,
      periods: 1,
      silence: 'good',
    });
    new FixedAlarm(this, 'EffectsOverdue', {
      monitor,
      name: 'effects-overdue',
      means: 'Something that was decided has not been done for 3 minutes, or the sweep does not run.',
      metric: metricEffectsOverdue(monitor),
      when: 'above',
      threshold: 0,
      periods: 3,
      silence: 'bad',
    });
  }
}
