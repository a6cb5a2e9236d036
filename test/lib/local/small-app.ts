import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../../lib/local/cloud.ts';
import type { CloudEvent } from '../../../lib/local/cloud-event.ts';
import { getAtt, lambda, type Resources, role, writeAssembly } from './assembly-builder.ts';

/** A call of an AWS service as an SDK would make it, without one. */
const AWS = `
const http = require('node:http');
const call = (service, target, body, region = process.env.AWS_REGION) => new Promise((done, fail) => {
  const { AWS_ACCESS_KEY_ID: key, AWS_SESSION_TOKEN: token, AWS_ENDPOINT_URL: url } = process.env;
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + key + '/20260101/' + region + '/' + service + '/aws4_request, SignedHeaders=host, Signature=0';
  const headers = { authorization, 'x-amz-target': target, 'x-amz-security-token': token };
  const request = http.request(url, { method: 'POST', headers }, (response) => {
    let text = '';
    response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => done({ status: response.statusCode, body: JSON.parse(text) }));
  });
  request.on('error', fail);
  request.end(JSON.stringify(body));
});
const say = (value) => console.log(JSON.stringify(value));
`;

/** Says what it saw of each record; fails where the item or message says so. */
const HANDLERS = {
  Follow: `${AWS}
exports.handler = async ({ Records }) => {
  const seen = Records.map((r) => ({ pk: r.dynamodb.Keys.pk.S, n: Number(r.dynamodb.NewImage.n.N), name: r.eventName, sequence: r.dynamodb.SequenceNumber }));
  say({ followed: seen });
  if (Records.some((r) => r.dynamodb.NewImage.do?.S === 'throw')) throw new Error('as it was told');
  const failed = Records.find((r) => r.dynamodb.NewImage.do?.S === 'fail');
  return { batchItemFailures: failed ? [{ itemIdentifier: failed.dynamodb.SequenceNumber }] : [] };
};`,
  Work: `${AWS}
const net = require('node:net');
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
exports.handler = async ({ Records }, context) => {
  const failures = [];
  for (const record of Records) {
    const job = JSON.parse(record.body);
    say({ worked: job.id, try: Number(record.attributes.ApproximateReceiveCount), at: Date.now() });
    if (job.do === 'fail') failures.push({ itemIdentifier: record.messageId });
    if (job.do === 'throw') throw new Error('as it was told');
    if (job.do === 'hang') await wait(60_000);
    if (job.do === 'exit') process.exit(1);
    if (job.do === 'connect') await new Promise((done) => net.connect(80, '192.0.2.1').on('error', done));
    if (job.do === 'late') setTimeout(() => call('ssm', 'AmazonSSM.GetParameter', { Name: '/late' }), 50);
    if (job.do === 'env') say({ env: process.env, left: context.getRemainingTimeInMillis() });
    if (job.do === 'put') {
      const body = { TableName: 'items', Item: { pk: { S: job.id }, n: { N: '1' } } };
      say({ put: (await call('dynamodb', 'DynamoDB_20120810.PutItem', body)).status });
      say({ again: (await call('dynamodb', 'DynamoDB_20120810.PutItem', { ...body, ConditionExpression: 'attribute_not_exists(pk)' })).body.__type });
      const query = { TableName: 'items', IndexName: 'byN', KeyConditionExpression: 'n = :n', ExpressionAttributeValues: { ':n': { N: '1' } } };
      say({ found: (await call('dynamodb', 'DynamoDB_20120810.Query', query)).body.Count });
      say({ elsewhere: (await call('dynamodb', 'DynamoDB_20120810.GetItem', { TableName: 'items', Key: body.Item }, 'us-east-1')).body.__type });
    }
    if (job.do === 'unknown') await call('dynamodb', 'DynamoDB_20120810.TransactWriteItems', { TransactItems: [] });
  }
  return { batchItemFailures: failures };
};`,
  Minute: `${AWS} exports.handler = async ({ Records }) => { for (const { body } of Records) say({ minute: JSON.parse(body).at }); };`,
};

const mapping = (fn: string, source: object, more: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: fn }, EventSourceArn: source, ...more },
});

const schema = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];

const RESOURCES: Resources = {
  Lost: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'lost' } },
  Items: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'items',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: schema('pk'),
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'n', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        { IndexName: 'byN', KeySchema: schema('n'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  },
  Jobs: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'jobs',
      VisibilityTimeout: 6,
      RedrivePolicy: { deadLetterTargetArn: getAtt('Lost'), maxReceiveCount: 2 },
    },
  },
  Minutes: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'minutes' } },
  Follow: lambda('Follow'),
  FollowRole: role,
  Work: lambda('Work', { Environment: { Variables: { COLOUR: 'green' } }, Timeout: 1 }),
  WorkRole: role,
  Minute: lambda('Minute'),
  MinuteRole: role,
  FollowItems: mapping('Follow', getAtt('Items', 'StreamArn'), {
    BatchSize: 100,
    StartingPosition: 'TRIM_HORIZON',
    MaximumRetryAttempts: 2,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: getAtt('Lost') } },
    FilterCriteria: {
      Filters: [{ Pattern: JSON.stringify({ dynamodb: { NewImage: { wake: { S: [{ exists: true }] } } } }) }],
    },
  }),
  WorkJobs: mapping('Work', getAtt('Jobs'), { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
  MinuteMinutes: mapping('Minute', getAtt('Minutes')),
  EachMinute: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'cron(* * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: getAtt('Minutes'),
        RoleArn: getAtt('MinuteRole'),
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      },
    },
  },
};

export type SmallApp = {
  readonly cloud: LocalCloud;
  readonly events: readonly CloudEvent[];
  /** What handlers said, in order. */
  said<T = Record<string, unknown>>(key: string): readonly T[];
  /** Waits until the condition gives something; fails with the events after 8 s. */
  until<T>(what: string, condition: () => T | undefined | false): Promise<T>;
  send(job: { id: string; do?: string }, delaySeconds?: number): Promise<unknown>;
  put(pk: string, n: number, more?: Record<string, AttributeValue>): Promise<unknown>;
};

/** The folder of the small app's assembly. */
export const smallAssembly = (): string => writeAssembly(RESOURCES, HANDLERS);

/** A table with a stream, a queue and a schedule, each with its function, in a running local cloud. */
export async function startSmallApp(options: Partial<LocalCloudOptions> = {}): Promise<SmallApp> {
  const events: CloudEvent[] = [];
  const onEvent = (event: CloudEvent): void => void events.push(event);
  const cloud = await startLocalCloud({ assembly: smallAssembly(), speed: 20, seed: 7, onEvent, ...options });
  const client = { region: 'eu-west-1', endpoint: cloud.endpoint, credentials: cloud.credentials };
  const sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
  const dynamo = new DynamoDBClient(client);
  return {
    cloud,
    events,
    said: <T>(key: string) =>
      events.flatMap((event) => {
        const said = event.type === 'log' ? (event.json as Record<string, unknown> | undefined) : undefined;
        return said !== undefined && key in said ? [said as T] : [];
      }),
    async until(what, condition) {
      for (const end = Date.now() + 8_000; Date.now() < end; ) {
        const found = condition();
        if (found !== undefined && found !== false) return found;
        await new Promise((done) => setTimeout(done, 5));
      }
      throw new Error(`never: ${what}\n${events.map((event) => JSON.stringify(event)).join('\n')}`);
    },
    send: (job, DelaySeconds = 0) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${cloud.account}/jobs`,
          MessageBody: JSON.stringify(job),
          DelaySeconds,
        }),
      ),
    put: (pk, n, more = {}) =>
      dynamo.send(new PutItemCommand({ TableName: 'items', Item: { pk: { S: pk }, n: { N: String(n) }, ...more } })),
  };
}
