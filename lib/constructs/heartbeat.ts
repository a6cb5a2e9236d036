import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Monitor } from '../core/monitor.ts';
import { METRICS } from '../environment.ts';

/** Frames of a region that the home table acknowledged. Silent when none was. */
export function metricFramesStored(monitor: Monitor, region: string, period = Duration.minutes(1)): Metric {
  return metric(monitor, region, METRICS.framesStored, 'Sum', period);
}

/** Seconds that the oldest frame has waited for the home table. Silent while none waits. */
export function metricSpoolAge(monitor: Monitor, region: string): Metric {
  return metric(monitor, region, METRICS.spoolAge, 'Maximum', Duration.minutes(1));
}

/** Aggregates whose owed effects have been due for 3 minutes. Silent when `tick` does not run. */
export function metricEffectsOverdue(monitor: Monitor): Metric {
  return metric(monitor, monitor.home, METRICS.effectsOverdue, 'Maximum', Duration.minutes(1));
}

function metric(monitor: Monitor, region: string, metricName: string, statistic: string, period: Duration): Metric {
  const dimensionsMap = { [METRICS.dimension]: monitor.name };
  return new Metric({
    namespace: METRICS.namespace,
    metricName,
    dimensionsMap,
    statistic,
    period,
    region,
    label: `${metricName} ${region}`,
  });
}
