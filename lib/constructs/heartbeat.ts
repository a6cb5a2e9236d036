import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Monitor, Region } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { METRICS } from '../environment.ts';

type Place = Pick<Region, 'name' | 'awsRegion'>;

/** Frames of a region that the home table acknowledged. Silent when none was. */
export function metricFramesStored(monitor: Monitor, place: Place, period = Duration.minutes(1)): Metric {
  return metric(monitor, place, METRICS.framesStored, 'Sum', period);
}

/** Seconds that the oldest frame has waited for the home table. Silent while none waits. */
export function metricSpoolAge(monitor: Monitor, place: Place): Metric {
  return metric(monitor, place, METRICS.spoolAge, 'Maximum', Duration.minutes(1));
}

/** Aggregates whose owed effects have been due for 3 minutes. Silent when `tick` does not run. */
export function metricEffectsOverdue(monitor: Monitor): Metric {
  return metric(monitor, { name: monitor.home }, METRICS.effectsOverdue, 'Maximum', Duration.minutes(1));
}

function metric(
  monitor: Monitor,
  { name, awsRegion }: Place,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric {
  const dimensionsMap = { [METRICS.dimension]: naming.metricsOf(monitor.name, awsRegion && name) };
  return new Metric({
    namespace: METRICS.namespace,
    metricName,
    dimensionsMap,
    statistic,
    period,
    region: awsRegion ?? name,
    label: `${metricName} ${name}`,
  });
}
