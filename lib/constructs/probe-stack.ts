import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Monitor, Region } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { shardsOf } from '../core/schedule.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { VARIABLES } from '../environment.ts';
import { FixedAlarm } from './alarm.ts';
import { ControlTable } from './control-table.ts';
import { metricFramesStored, metricSpoolAge } from './heartbeat.ts';
import { MinuteSchedule } from './minute-schedule.ts';
import { type Deployment, MonitorFunction } from './monitor-function.ts';
import { MonitorQueue } from './queue.ts';
import { ResultsTable } from './results-table.ts';
import { grantSecrets } from './secrets.ts';
import { AlarmTopic } from './topics.ts';
import { runInVpc } from './vpc.ts';
import { grantReadQueues } from './watched-queues.ts';

/** A run ends within 25 s; what is left is for the frame's way home. */
const TIMEOUT = Duration.seconds(60);

export type ProbeStackProps = { readonly deployment: Deployment; readonly place: Region };

/** What probes from one place: a minute's schedule, a queue, a Lambda, and alarms on the region's own topic. */
export class ProbeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, place }: ProbeStackProps) {
    const { monitor } = deployment;
    const { name: placeName, awsRegion: region = placeName, vpc } = place;
    super(scope, id, {
      stackName: naming.probeStack(monitor.name, placeName),
      description: `Killdeer monitor ${monitor.name}: probes in ${placeName}`,
      env: { region },
    });
    const noun = naming.probe(place);
    const name = naming.probeQueue(monitor.name, noun);
    const deadLettersName = naming.deadLetterQueue(monitor.name, noun);
    const own = placeName === region ? {} : { place: placeName };
    const queue = new MonitorQueue(this, 'Queue', { name, deadLettersName, timeout: TIMEOUT });
    const probe = new MonitorFunction(this, 'Probe', {
      deployment,
      noun: 'probe',
      name: noun,
      variables: placeName === region ? {} : { [VARIABLES.place]: placeName },
      timeout: TIMEOUT,
      memorySize: 512,
      // While home is away a spooled frame goes round through the queue, for hours if need be.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    if (vpc !== undefined) runInVpc(probe, vpc);
    queue.feed(probe, { batchSize: 1 });
    MonitorQueue.grantSend(probe, region, name);
    ResultsTable.grantPut(probe);
    grantSecrets(probe, placeName, deployment.secretKeys);
    if (monitor.checks.some(({ kind }) => kind === 'heartbeat')) ControlTable.grantReadHeartbeats(probe);
    grantReadQueues(
      probe,
      monitor.checks.filter(({ regions }) => regions.includes(placeName)),
    );
    new MinuteSchedule(this, 'Plan', {
      monitor,
      message: 'plan',
      name: placeName === region ? 'plan' : `plan-${placeName}`,
      to: queue,
    });
    // At home the home stack has it; where several places share a region, the first one.
    if (region !== monitor.home && isFirstIn(region, place, monitor))
      new AlarmTopic(this, 'Alarms', { monitor, deadLetters: queue.deadLetters });

    new FixedAlarm(this, 'NoFrame', { monitor, name: 'no-frame', ...own, ...noFrame(monitor, place) });
    new FixedAlarm(this, 'SpoolAge', {
      monitor,
      name: 'spool-age',
      ...own,
      means: `Frames of ${placeName} have waited for home, or messages for the probe, for more than 5 minutes.`,
      // A spooled frame is sent again at each attempt, so the queue alone does not know how long it has waited.
      metric: new MathExpression({
        expression: 'MAX([queue, spool])',
        usingMetrics: { queue: MonitorQueue.metricAge(region, name), spool: metricSpoolAge(monitor, place) },
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
      ...own,
      means: `Something was dropped in ${placeName}: a message, or a notice to a subscriber.`,
      metric: MonitorQueue.metricWaiting(region, deadLettersName),
      when: 'above',
      threshold: 0,
      periods: 1,
      silence: 'good',
    });
  }
}

function isFirstIn(region: string, place: Region, { regions }: Monitor): boolean {
  return regions.find(({ name, awsRegion = name }) => awsRegion === region) === place;
}

/** Three minutes, or two cadences and a minute where no check of the region runs each minute. */
function noFrame(monitor: Monitor, place: Region) {
  const cadences = shardsOf(monitor)
    .filter((shard) => shard.regions.includes(place.name))
    .map((shard) => shard.cadenceMs);
  const span = 2 * Math.min(...cadences, 24 * HOUR) + MINUTE;
  // CloudWatch looks back a day in minutes, seven days in hours.
  const unit = span > 3 * HOUR ? HOUR : MINUTE;
  return {
    means: `The home table has acknowledged no frame from ${place.name}.`,
    metric: metricFramesStored(monitor, place, Duration.millis(unit)),
    when: 'below',
    threshold: 1,
    periods: Math.max(3, Math.ceil(span / unit)),
    silence: cadences.length === 0 ? 'good' : 'bad',
  } as const;
}
