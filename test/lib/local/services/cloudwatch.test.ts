import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { callAws } from '../../../../lib/adapters/aws/aws-call.ts';
import { callRecord } from '../../../../lib/local/calls.ts';
import { startEndpoint } from '../../../../lib/local/endpoint.ts';
import { cloudwatchService } from '../../../../lib/local/services/cloudwatch.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

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
  onTestFinished(() => endpoint.stop());
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  const ask = (operation: string) =>
    callAws(
      {
        service: 'monitoring',
        region: 'eu-west-1',
        target: `GraniteServiceVersion20100801.${operation}`,
        input: { StartTime: 0, EndTime: 60, MetricDataQueries: [] },
      },
      { accessKeyId: 'probe', secretAccessKey: 'x' },
      AbortSignal.timeout(5_000),
    );
  await expect(ask('GetMetricData')).rejects.toMatchObject({
    name: 'MetricsNotServed',
    message: 'the local cloud has no metrics',
    status: 400,
  });
  expect(unknown).toEqual([]);
  expect(calls.all()).toMatchObject([{ action: 'cloudwatch:GetMetricData', resources: ['*'] }]);
  await expect(ask('ListMetrics')).rejects.toThrow();
  expect(unknown).toEqual(['cloudwatch:ListMetrics']);
});
