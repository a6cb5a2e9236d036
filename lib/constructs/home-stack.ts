import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { ControlTable } from './control-table.ts';
import { MonitorDashboard } from './dashboard.ts';
import { HeartbeatIntake } from './heartbeat-intake.ts';
import { HomeAlarms } from './home-alarms.ts';
import { MinuteSchedule } from './minute-schedule.ts';
import { type Deployment, MonitorFunction } from './monitor-function.ts';
import { MonitorQueue } from './queue.ts';
import { ResultsTable } from './results-table.ts';
import { deleteSwitchboards, grantSwitchboards } from './switchboards.ts';
import { AlarmTopic, NoticeTopics } from './topics.ts';

const TIMEOUT = Duration.seconds(30);

/** The tables, the judging and the answering: one stack in the monitor's home region. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    const { monitor } = deployment;
    super(scope, id, {
      stackName: naming.homeStack(monitor.name),
      description: `Killdeer monitor ${monitor.name}: tables, judging, containment, notices`,
      env: { region: monitor.home },
    });
    const results = new ResultsTable(this, 'Results', { monitor });
    const control = new ControlTable(this, 'Control', { monitor });
    const queue = new MonitorQueue(this, 'Queue', {
      name: naming.homeQueue(monitor.name),
      deadLettersName: naming.deadLetterQueue(monitor.name, 'home'),
      timeout: TIMEOUT,
    });
    const { deadLetters } = queue;
    new NoticeTopics(this, 'Notices', { monitor, deadLetters });
    new AlarmTopic(this, 'Alarms', { monitor, deadLetters });

    const common = { deployment, timeout: TIMEOUT, memorySize: 512 };
    const detect = new MonitorFunction(this, 'Detect', { ...common, noun: 'detect' });
    results.feed(detect, deadLetters);
    grantDetect(detect);
    const respond = new MonitorFunction(this, 'Respond', { ...common, noun: 'respond' });
    control.feed(respond, deadLetters);
    grantRespond(respond);
    const tick = new MonitorFunction(this, 'Tick', { ...common, noun: 'tick' });
    queue.feed(tick, { batchSize: 10, most: 2 });
    grantTick(tick);
    new MinuteSchedule(this, 'Sweep', { monitor, message: 'sweep', to: queue });

    if (hasHeartbeats(monitor)) new HeartbeatIntake(this, 'Heartbeat', { deployment });

    new HomeAlarms(this, 'Alarm', { monitor });
    new MonitorDashboard(this, 'Dashboard', { monitor });
    describeLeftovers(this, monitor);
  }
}

/** Whether any job reports by itself. */
function hasHeartbeats({ checks }: Monitor): boolean {
  return checks.some(({ kind }) => kind === 'heartbeat');
}

/** Folds frames, keeps checkpoints, decides. */
function grantDetect(fn: MonitorFunction): void {
  ResultsTable.grantQuery(fn);
  ResultsTable.grantPut(fn);
  ControlTable.grantChange(fn);
  ControlTable.grantListOpen(fn);
  ControlTable.grantReadChanges(fn);
  MonitorQueue.grantSend(fn, fn.monitor.home, naming.homeQueue(fn.monitor.name));
}

/** Performs what is owed: notices, switchboards, bursts, the archive. */
function grantRespond(fn: MonitorFunction): void {
  ControlTable.grantChange(fn);
  NoticeTopics.grantPublish(fn);
  grantSwitchboards(fn);
  grantQueues(fn);
}

/** Wakes what is due, plans watch runs, judges freshness. */
function grantTick(fn: MonitorFunction): void {
  ResultsTable.grantQuery(fn);
  ControlTable.grantChange(fn);
  ControlTable.grantListOpen(fn);
  ControlTable.grantWake(fn);
  grantQueues(fn);
}

function grantQueues(fn: MonitorFunction): void {
  const { name, home, regions } = fn.monitor;
  MonitorQueue.grantSend(fn, home, naming.homeQueue(name));
  for (const place of regions) {
    MonitorQueue.grantSend(fn, place.awsRegion ?? place.name, naming.probeQueue(name, naming.probe(place)));
  }
}

function describeLeftovers(stack: Stack, monitor: Monitor): void {
  new CfnOutput(stack, 'DeleteSwitchboards', {
    description: 'Removing the stacks leaves the switchboards, so that no switch flips; this deletes them',
    value: deleteSwitchboards(monitor),
  });
  new CfnOutput(stack, 'RetainedTables', {
    description: 'Removing the stacks leaves these tables, protected against deletion',
    value: `${naming.resultsTable(monitor.name)} ${naming.controlTable(monitor.name)}`,
  });
}
