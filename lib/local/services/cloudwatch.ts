import type { Service } from '../endpoint.ts';
import { jsonError } from './answer.ts';

/** CloudWatch's API, of which nothing is served: who asks for a metric is told so, and the cloud goes on. */
export function cloudwatchService(): Service {
  return {
    async handle({ operation }) {
      if (operation !== 'GetMetricData') return undefined;
      return jsonError('MetricsNotServed', 'the local cloud has no metrics');
    },
    prefix: 'cloudwatch',
    resources: () => ['*'],
  };
}
