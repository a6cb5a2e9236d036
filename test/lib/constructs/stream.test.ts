import { expect, test } from 'vitest';
import { monitorOf, REGIONS, type Resource, synthesise, textOf } from './synthesise.ts';

const { ofType, resources } = synthesise(monitorOf(2));

const mappings = new Map(
  ofType('AWS::Lambda::EventSourceMapping').map((mapping) => {
    const fn = find(mapping.stack, mapping.Properties.FunctionName.Ref);
    return [`${fn.Properties.FunctionName} ${mapping.region}`, mapping.Properties];
  }),
);

function find(stack: string, id: string): Resource {
  const found = resources.find((one) => one.stack === stack && one.id === id);
  if (found === undefined) throw new Error(`no ${id} in ${stack}`);
  return found;
}

test('streams are read in order from the horizon, with finite retries and dead letters', () => {
  for (const noun of ['detect', 'respond']) {
    const mapping = mappings.get(`killdeer-shop-${noun} eu-west-1`);
    expect(mapping).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      MaximumBatchingWindowInSeconds: 0,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3_600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(textOf(mapping.DestinationConfig.OnFailure.Destination)).toMatch(/DeadLetters\w+\.Arn>$/);
  }
});

test('detect is woken by frames and not by checkpoints, respond by decisions and not by its own writes', () => {
  const filter = (noun: string) =>
    mappings
      .get(`killdeer-shop-${noun} eu-west-1`)
      .FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
  expect(filter('detect')).toEqual([
    { eventName: ['INSERT'], dynamodb: { NewImage: { t: { S: ['frame', 'burst'] } } } },
  ]);
  expect(filter('respond')).toEqual([
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { wake: { S: [{ exists: true }] } } } },
  ]);
});

test('each region’s queue feeds its probe one message at a time, the home queue feeds tick in two containers at most', () => {
  for (const region of REGIONS) {
    expect(mappings.get(`killdeer-shop-probe ${region}`)).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  }
  expect(mappings.get('killdeer-shop-tick eu-west-1')).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 2 },
  });
  expect(mappings.size).toBe(3 + REGIONS.length);
});

test('a message is hidden for at least six times as long as its function may take', () => {
  for (const mapping of ofType('AWS::Lambda::EventSourceMapping')) {
    const [id = '', attribute] = mapping.Properties.EventSourceArn['Fn::GetAtt'];
    if (attribute !== 'Arn') continue;
    const fn = find(mapping.stack, mapping.Properties.FunctionName.Ref);
    const queue = find(mapping.stack, id);
    expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * fn.Properties.Timeout);
  }
});

test('each minute a plan goes to each region’s queue and a sweep home, once or into the dead letters', () => {
  const schedules = ofType('AWS::Scheduler::Schedule');
  const inputs = schedules.map(({ region, Properties }) => `${region} ${JSON.parse(Properties.Target.Input).type}`);
  expect(inputs.sort()).toEqual([...REGIONS.map((region) => `${region} plan`), 'eu-west-1 sweep'].sort());
  for (const { Properties } of schedules) {
    expect(Properties.ScheduleExpression).toBe('cron(* * * * ? *)');
    expect(JSON.parse(Properties.Target.Input).at).toBe('<aws.scheduler.scheduled-time>');
    expect(Properties.Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    expect(textOf(Properties.Target.DeadLetterConfig.Arn)).toMatch(/DeadLetters/);
  }
});

test('tables stream what their reader needs; the index lists what is open by when it is due', () => {
  const tables = ofType('AWS::DynamoDB::Table').map(({ Properties }) => Properties);
  expect(tables.map((table) => [table.TableName, table.StreamSpecification.StreamViewType])).toEqual([
    ['killdeer-shop-results', 'NEW_IMAGE'],
    ['killdeer-shop-control', 'NEW_AND_OLD_IMAGES'],
  ]);
  for (const table of tables) {
    expect(table.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
    expect(table.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName)).toEqual(['pk', 'sk']);
    expect(table.DeletionProtectionEnabled).toBe(true);
  }
  expect(tables[1].GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'open', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
});
