import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { shardsOf } from '../core/schedule.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { FixedAlarm } from './alarm.ts';
import { ControlTable } from './control-table.ts';
import { metricFramesStored, metricSpoolAge } from './heartbeat.ts';
import { MinuteSchedule } from './minute-schedule.ts';
import { type Deployment, MonitorFunction } from './monitor-function.ts';
import { MonitorQueue } from './queue.ts';
import { ResultsTable } from './results-table.ts';
import { AlarmTopic } from './topics.ts';

/** A run ends within 25 s; what is left is for the frame's way home. */
const TIMEOUT = Duration.seconds(60);

export type ProbeStackProps = { readonly deployment: Deployment; readonly region: string };

/** What probes in one region: a minute's schedule, a queue, a Lambda, and alarms on the region's own topic. */
export class ProbeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, region }: ProbeStackProps) {
    const { monitor } = deployment;
    super(scope, id, {
      stackName: naming.probeStack(monitor.name, region),
      description: `Killdeer monitor ${monitor.name}: probes in ${region}`,
      env: { region },
    });
    const name = naming.probeQueue(monitor.name);
    const deadLettersName = naming.deadLetterQueue(monitor.name, 'probe');
    const queue = new MonitorQueue(this, 'Queue', { name, deadLettersName, timeout: TIMEOUT });
    const probe = new MonitorFunction(this, 'Probe', {
      deployment,
      noun: 'probe',
      timeout: TIMEOUT,
      memorySize: 512,
      // While home is away a spooled frame goes round through the queue, for hours if need be.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    queue.feed(probe, { batchSize: 1 });
    MonitorQueue.grantSend(probe, region, name);
    ResultsTable.grantPut(probe);
    if (monitor.checks.some(({ kind }) => kind === 'heartbeat')) ControlTable.grantReadHeartbeats(probe);
    new MinuteSchedule(this, 'Plan', { monitor, message: 'plan', to: queue });
    // At home the home stack has it.
    if (region !== monitor.home) new AlarmTopic(this, 'Alarms', { monitor, deadLetters: queue.deadLetters });

    new FixedAlarm(this, 'NoFrame', { monitor, name: 'no-frame', ...noFrame(monitor, region) });
    new FixedAlarm(this, 'SpoolAge', {
      monitor,
      name: 'spool-age',
      means: `Frames of ${region} have waited for home, or messages for the probe, for more than 5 minutes.`,
      // A spooled frame is sent again at each attempt, so the queue alone does not know how long it has waited.
      metric: new MathExpression({
        expression: 'MAX([queue, spool])',
        usingMetrics: { queue: MonitorQueue.metricAge(region, name), spool: metricSpoolAge(monitor, region) },
        period: Duration.minutes(1),
        label: 'Spool age',
      }),
      when: 'above',
      threshold: 300,
      periods: 3,
      silence: 'good',
    });
    new FixedAlarm(this, 'DeadLetters', {
      monitor,
      name: 'probe-dead-letters',
      means: `Something was dropped in ${region}: a message, or a notice to a subscriber.`,
      metric: MonitorQueue.metricWaiting(region, deadLettersName),
      when: 'above',
      threshold: 0,
      periods: 1,
      silence: 'good',
    });
  }
}

/** Three minutes, or two cadences and a minute where no check of the region runs each minute. */
function noFrame(monitor: Monitor, region: string) {
  const cadences = shardsOf(monitor)
    .filter((shard) => shard.regions.includes(region))
    .map((shard) => shard.cadenceMs);
  const span = 2 * Math.min(...cadences, 24 * HOUR) + MINUTE;
  // CloudWatch looks back a day in minutes, seven days in hours.
  const unit = span > 3 * HOUR ? HOUR : MINUTE;
  return {
    means: `The home table has acknowledged no frame from ${region}.`,
    metric: metricFramesStored(monitor, region, Duration.millis(unit)),
    when: 'below',
    threshold: 1,
    periods: Math.max(3, Math.ceil(span / unit)),
    silence: cadences.length === 0 ? 'good' : 'bad',
  } as const;
}
