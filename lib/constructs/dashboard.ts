import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  PeriodOverride,
  Row,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { metricEffectsOverdue, metricFramesStored } from './heartbeat.ts';
import { MonitorFunction } from './monitor-function.ts';
import { MonitorQueue } from './queue.ts';

const HALF = 12;

/**
 * One dashboard for the monitor. What is said of checks comes from the Lambdas' log lines, queried when somebody looks:
 * a custom metric for each check and region would cost more than all the rest.
 */
export class MonitorDashboard extends Construct {
  constructor(scope: Construct, id: string, { monitor }: { readonly monitor: Monitor }) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: naming.dashboard(monitor.name),
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.INHERIT,
    });
    const latency = monitor.regions.map(({ name }) => latencyOf(monitor, name));
    dashboard.addWidgets(new TextWidget({ markdown: `# ${monitor.name}`, width: 24, height: 1 }));
    dashboard.addWidgets(verdicts(monitor), openIncidents(monitor));
    dashboard.addWidgets(switchLevels(monitor), moves(monitor));
    for (let i = 0; i < latency.length; i += 2) dashboard.addWidgets(new Row(...latency.slice(i, i + 2)));
    dashboard.addWidgets(...ownHealth(monitor));
  }
}

function verdicts(monitor: Monitor): IWidget {
  return table(monitor, monitor.home, 'detect', 'Verdicts', [
    'filter event = "verdict"',
    'stats latest(verdict) as verdict, latest(@timestamp) as since by check',
    'sort check asc',
  ]);
}

function openIncidents(monitor: Monitor): IWidget {
  return table(monitor, monitor.home, 'detect', 'Open incidents: checks that are not up', [
    'filter event = "verdict"',
    'stats latest(verdict) as verdict, latest(@timestamp) as since by check',
    'filter verdict != "up"',
    'sort since desc',
  ]);
}

function switchLevels(monitor: Monitor): IWidget {
  return table(monitor, monitor.home, 'respond', 'Switch levels, percent of traffic allowed', [
    'filter event = "switchboard"',
    'stats latest(allow) as allowed, latest(@timestamp) as since by service, switch',
    'sort service asc, switch asc',
  ]);
}

function moves(monitor: Monitor): IWidget {
  return table(monitor, monitor.home, 'respond', 'Switch moves', [
    'filter event = "switchboard"',
    'sort @timestamp desc',
    'display @timestamp, service, switch, allow',
    'limit 50',
  ]);
}

function latencyOf(monitor: Monitor, region: string): IWidget {
  return new LogQueryWidget({
    title: `Latency in ${region}, milliseconds: median and 95th percentile`,
    region,
    logGroupNames: [naming.logGroup(monitor.name, 'probe')],
    view: LogQueryVisualizationType.LINE,
    queryLines: ['filter event = "result"', 'stats pct(total, 50) as p50, pct(total, 95) as p95 by bin(5m)'],
    width: HALF,
    height: 6,
  });
}

function ownHealth(monitor: Monitor): readonly IWidget[] {
  const { name, home } = monitor;
  const regions = monitor.regions.map((region) => region.name);
  const places = [
    ...regions.map((region) => [region, 'probe'] as const),
    ...(['detect', 'respond', 'tick'] as const).map((noun) => [home, noun] as const),
  ];
  const probeQueue = naming.probeQueue(name);
  return [
    graph(
      home,
      'Frames stored a minute',
      regions.map((region) => metricFramesStored(monitor, region)),
    ),
    graph(home, 'Iterator age, milliseconds', [
      MonitorFunction.metricIteratorAge(monitor, 'detect'),
      MonitorFunction.metricIteratorAge(monitor, 'respond'),
    ]),
    graph(
      home,
      'Errors',
      places.map(([region, noun]) => MonitorFunction.metricErrors(monitor, region, noun)),
    ),
    graph(
      home,
      'Duration, milliseconds, 99th percentile',
      places.map(([region, noun]) => MonitorFunction.metricDuration(monitor, region, noun)),
    ),
    graph(home, 'Age of the oldest message, seconds', [
      ...regions.map((region) => MonitorQueue.metricAge(region, probeQueue)),
      MonitorQueue.metricAge(home, naming.homeQueue(name)),
    ]),
    graph(home, 'Dead letters and overdue effects', [
      ...regions.map((region) => MonitorQueue.metricWaiting(region, naming.deadLetterQueue(name, 'probe'))),
      MonitorQueue.metricWaiting(home, naming.deadLetterQueue(name, 'home')),
      metricEffectsOverdue(monitor),
    ]),
  ];
}

function table(monitor: Monitor, region: string, noun: string, title: string, queryLines: string[]): IWidget {
  const logGroupNames = [naming.logGroup(monitor.name, noun)];
  const view = LogQueryVisualizationType.TABLE;
  return new LogQueryWidget({ title, region, logGroupNames, view, queryLines, width: HALF, height: 6 });
}

function graph(region: string, title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, region, left, width: HALF, height: 6, leftYAxis: { min: 0 } });
}
