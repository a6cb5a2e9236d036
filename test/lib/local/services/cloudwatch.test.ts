import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, onTestFinished, test } from 'vitest';
import { callRecord } from '../../../../lib/local/calls.ts';
import { startEndpoint } from '../../../../lib/local/endpoint.ts';
import { cloudwatchService } from '../../../../lib/local/services/cloudwatch.ts';

test('who asks for a metric is told that there is none, and the cloud goes on; other operations are not known', async () => {
  const unknown: string[] = [];
  const calls = callRecord(() => 0);
  const endpoint = await startEndpoint({
    port: 0,
    account: '123456789012',
    services: new Map([['monitoring', cloudwatchService()]]),
    calls,
    callerOf: (name) => ({ name }),
    mayCall: () => true,
    unknown: (_, action) => unknown.push(action),
    now: () => 0,
  });
  const client = new CloudWatchClient({
    region: 'eu-west-1',
    endpoint: endpoint.url,
    credentials: { accessKeyId: 'probe', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await endpoint.stop();
  });
  const query = { StartTime: new Date(0), EndTime: new Date(60_000), MetricDataQueries: [] };
  await expect(client.send(new GetMetricDataCommand(query))).rejects.toMatchObject({
    name: 'MetricsNotServed',
    message: 'the local cloud has no metrics',
    $metadata: { httpStatusCode: 400 },
  });
  expect(unknown).toEqual([]);
  expect(calls.all()).toMatchObject([{ action: 'cloudwatch:GetMetricData', resources: ['*'] }]);
  await expect(client.send(new ListMetricsCommand({}))).rejects.toThrow();
  expect(unknown).toEqual(['cloudwatch:ListMetrics']);
});
