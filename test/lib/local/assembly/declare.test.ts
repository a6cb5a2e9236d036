import { expect, test } from 'vitest';
import type { Declarations } from '../../../../lib/local/assembly/declarations.ts';
import { declareResources } from '../../../../lib/local/assembly/declare.ts';
import { readAssembly } from '../../../../lib/local/assembly/read-assembly.ts';
import { getAtt, lambda, type Resources, role, writeAssembly } from '../assembly-builder.ts';

const declare = async (resources: Resources): Promise<Declarations> =>
  declareResources(await readAssembly(writeAssembly(resources, { Work: '' })));

const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });

test('a queue, its dead letters and the function behind it are read with their names, ARNs and defaults', async () => {
  const found = await declare({
    Lost: queue(),
    Jobs: queue({ QueueName: 'jobs', RedrivePolicy: { deadLetterTargetArn: getAtt('Lost'), maxReceiveCount: 3 } }),
    Work: lambda('Work', { Environment: { Variables: { URL: { Ref: 'Jobs' } } } }),
    WorkRole: role,
    Feed: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: getAtt('Jobs'), FunctionName: { Ref: 'Work' } },
    },
  });
  expect(found.account).toBe('000000000000');
  expect(found.queues).toMatchObject([
    { name: 'small-Lost', arn: 'arn:aws:sqs:eu-west-1:000000000000:small-Lost', visibilitySeconds: 30 },
    { name: 'jobs', redrive: { target: 'arn:aws:sqs:eu-west-1:000000000000:small-Lost', maxReceiveCount: 3 } },
  ]);
  expect(found.functions).toMatchObject([
    {
      name: 'small-Work',
      role: 'WorkRole',
      timeoutMs: 5_000,
      environment: { URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/jobs' },
    },
  ]);
  expect(found.mappings).toMatchObject([
    {
      function: 'arn:aws:lambda:eu-west-1:000000000000:function:small-Work',
      batchSize: 10,
      reportsItemFailures: false,
    },
  ]);
});

test('what is inert is left alone, its intrinsics too', async () => {
  const found = await declare({
    Role: role,
    Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: { 'Fn::ImportValue': 'x' } } },
  });
  expect(found.functions).toEqual([]);
});

const topic = { Type: 'AWS::SNS::Topic', Properties: {} };

test.each<[string, Resources, string]>([
  [
    'a type',
    { Host: { Type: 'AWS::EC2::Instance' } },
    'small/Host: resources of type AWS::EC2::Instance are not known',
  ],
  [
    'a property',
    { Jobs: queue({ FifoQueue: true }) },
    'small/Jobs: AWS::SQS::Queue property FifoQueue is not known here',
  ],
  ['a condition', { Jobs: { ...queue(), Condition: 'IsBig' } }, 'small/Jobs: conditions are not known here (IsBig)'],
  ['a value', { Jobs: queue({ DelaySeconds: 'soon' }) }, 'small/Jobs: AWS::SQS::Queue DelaySeconds: got "soon"'],
  ['a reference', { Jobs: queue({ QueueName: { Ref: 'Gone' } }) }, 'it refers to Gone, which is no resource'],
  [
    'a protocol',
    {
      Topic: topic,
      Text: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sms', Endpoint: '+1' },
      },
    },
    'small/Text: AWS::SNS::Subscription Protocol: got "sms"; known here: sqs, email',
  ],
  [
    'a bundle that is missing',
    { Other: lambda('Other'), OtherRole: role },
    'small/Other: its code is no asset of the assembly',
  ],
  [
    'a schedule',
    {
      Hourly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'rate(1 hour)', Target: {}, FlexibleTimeWindow: { Mode: 'OFF' } },
      },
    },
    'small/Hourly: AWS::Scheduler::Schedule ScheduleExpression: got "rate(1 hour)"',
  ],
])('%s that is not known here stops by name', async (_, resources, message) => {
  await expect(declare(resources)).rejects.toThrow(message);
});

test('a folder that is no assembly is refused with the command to run', async () => {
  await expect(readAssembly('/nowhere')).rejects.toThrow('/nowhere/manifest.json: cannot be read; run cdk synth first');
});

test('templates that the manifest does not name are left alone', async () => {
  const stacks = await readAssembly(writeAssembly({ Jobs: queue() }));
  expect(stacks.map(({ name, region }) => [name, region])).toEqual([['small', 'eu-west-1']]);
});
