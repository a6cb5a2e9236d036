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
import type { Monitor, Region } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { metricEffectsOverdue, metricFramesStored } from './heartbeat.ts';
import { MonitorFunction } from './monitor-function.ts';
import { MonitorQueue } from './queue.ts';

const HALF = 12;

/** `detect` logs each verdict that changed. */
const VERDICTS = ['filter event = "verdict"', 'stats latest(verdict) as verdict, latest(@timestamp) as since by check'];

/** `respond` logs each switchboard that it wrote, with its levels. */
const SWITCHBOARDS = [
  'filter event = "effect" and aggregate like /^SERVICE#/',
  'parse detail "epoch * in *: *" as epoch, region, levels',
  'filter ispresent(levels)',
];

/**
 * One dashboard for the monitor. What is said of checks comes from the Lambdas' log lines, queried when somebody looks:
 * a custom metric for each check and region would cost more than all the rest.
 */
export class MonitorDashboard extends Construct {
  constructor(scope: Construct, id: string, { monitor }: { readonly monitor: Monitor }) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: naming.dashboard(monitor.name),
      defaultInterval: Duration.days(7),
      periodOverride: PeriodOverride.INHERIT,
    });
    const latency = monitor.regions.map((place) => latencyOf(monitor, place));
    dashboard.addWidgets(new TextWidget({ markdown: `# ${monitor.name}`, width: 24, height: 1 }));
    dashboard.addWidgets(verdicts(monitor), openIncidents(monitor));
    dashboard.addWidgets(switchLevels(monitor), switchMoves(monitor));
    for (let i = 0; i < latency.length; i += 2) dashboard.addWidgets(new Row(...latency.slice(i, i + 2)));
    dashboard.addWidgets(...ownHealth(monitor));
  }
}

function verdicts(monitor: Monitor): IWidget {
  return table(monitor, 'detect', 'Verdicts, as they last changed', VERDICTS.concat('sort check asc'));
}

function openIncidents(monitor: Monitor): IWidget {
  const lines = VERDICTS.concat('filter verdict != "up"', 'sort since desc');
  return table(monitor, 'detect', 'Open incidents: checks that are not up', lines);
}

function switchLevels(monitor: Monitor): IWidget {
  return table(monitor, 'respond', 'Switch levels, percent of traffic allowed', [
    ...SWITCHBOARDS,
    'stats latest(levels) as level, latest(@timestamp) as since by aggregate, region',
    'sort aggregate asc, region asc',
  ]);
}

function switchMoves(monitor: Monitor): IWidget {
  const lines = ['display @timestamp, aggregate, region, levels', 'sort @timestamp desc', 'limit 50'];
  return table(monitor, 'respond', 'Switch moves', SWITCHBOARDS.concat(lines));
}

/** Of the passing runs that are logged, one in a hundred: a fair sample, where failing ones are all there. */
function latencyOf(monitor: Monitor, place: Region): IWidget {
  return new LogQueryWidget({
    title: `Latency in ${place.name}, milliseconds: median and 95th percentile of passing runs`,
    region: regionOf(place),
    logGroupNames: [naming.logGroup(monitor.name, naming.probe(place))],
    view: LogQueryVisualizationType.LINE,
    queryLines: [
      'filter event = "result" and outcome = "pass"',
      'stats pct(total, 50) as p50, pct(total, 95) as p95 by bin(1h)',
    ],
    width: HALF,
    height: 6,
  });
}

function ownHealth(monitor: Monitor): readonly IWidget[] {
  const { name, home, regions } = monitor;
  const places = [
    ...regions.map((place) => [regionOf(place), naming.probe(place)] as const),
    ...(['detect', 'respond', 'tick'] as const).map((noun) => [home, noun] as const),
  ];
  return [
    graph(
      home,
      'Frames stored a minute',
      regions.map((place) => metricFramesStored(monitor, place)),
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
      ...regions.map((place) => MonitorQueue.metricAge(regionOf(place), naming.probeQueue(name, naming.probe(place)))),
      MonitorQueue.metricAge(home, naming.homeQueue(name)),
    ]),
    graph(home, 'Dead letters and overdue effects', [
      ...regions.map((place) =>
        MonitorQueue.metricWaiting(regionOf(place), naming.deadLetterQueue(name, naming.probe(place))),
      ),
      MonitorQueue.metricWaiting(home, naming.deadLetterQueue(name, 'home')),
      metricEffectsOverdue(monitor),
    ]),
  ];
}

function regionOf({ name, awsRegion = name }: Region): string {
  return awsRegion;
}

function table(monitor: Monitor, noun: string, title: string, queryLines: string[]): IWidget {
  const logGroupNames = [naming.logGroup(monitor.name, noun)];
  const view = LogQueryVisualizationType.TABLE;
  return new LogQueryWidget({ title, region: monitor.home, logGroupNames, view, queryLines, width: HALF, height: 6 });
}

function graph(region: string, title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, region, left, width: HALF, height: 6, leftYAxis: { min: 0 } });
}
