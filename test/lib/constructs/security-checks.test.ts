import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { ACCOUNT, listOf, monitorOf, REGIONS, synthesise, textOf } from './synthesise.ts';

const { ofType, resources, templates, findings } = synthesise(monitorOf(2));

/** Every resource with a wildcard that a role may touch, with its reason. */
const WILDCARDS: Readonly<Record<string, string>> = {
  'dynamodb:ListStreams on *': 'an event source mapping needs it and it knows no other resource',
};

type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: { readonly Bool?: Readonly<Record<string, string>> };
};

const statements = (properties: { PolicyDocument: { Statement: readonly Statement[] } }) =>
  properties.PolicyDocument.Statement;

const grants = ofType('AWS::IAM::Policy').flatMap(({ Properties }) =>
  statements(Properties).flatMap(({ Action, Resource }) =>
    listOf(Action).flatMap((action) => listOf(Resource).map((resource) => `${action} on ${textOf(resource)}`)),
  ),
);

test('roles may touch a wildcard only where it is listed with its reason, and the list holds nothing else', () => {
  expect(grants.length).toBeGreaterThan(50);
  const wild = grants.filter((grant) => grant.includes('*'));
  expect([...new Set(wild)].sort()).toEqual(Object.keys(WILDCARDS).sort());
});

test('roles have no managed policies and no inline ones beside their own', () => {
  const roles = ofType('AWS::IAM::Role');
  expect(roles).toHaveLength(3 + 1 + 2 * REGIONS.length);
  for (const { Properties } of roles) {
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    expect(Properties.Policies).toBeUndefined();
  }
});

test('a probe may write frames at home and its own queue, nothing else', () => {
  const probe = ofType('AWS::IAM::Policy').find(
    ({ stack, id }) => stack === 'killdeer-shop-probe-sa-east-1' && id.startsWith('Probe'),
  );
  const actions = statements(probe?.Properties).flatMap(({ Action, Resource }) =>
    listOf(Resource).map((resource) => `${listOf(Action).join(' ')} on ${textOf(resource)}`),
  );
  expect(actions).toEqual([
    expect.stringMatching(/^logs:CreateLogStream logs:PutLogEvents on <ProbeLog/),
    expect.stringMatching(/^sqs:ChangeMessageVisibility sqs:DeleteMessage .* on <Queue/),
    `sqs:SendMessage on arn:aws:sqs:sa-east-1:${ACCOUNT}:killdeer-shop-probe`,
    `dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/killdeer-shop-results`,
  ]);
});

test('there is no secret and no parameter in a template: a stack update would put a switch back', () => {
  expect(resources.filter(({ Type }) => /^AWS::(?:SSM|SecretsManager)::/.test(Type))).toEqual([]);
  for (const template of templates)
    expect(template).not.toMatch(/\{\{resolve:|AKIA[A-Z0-9]{16}|BEGIN [A-Z ]*PRIVATE KEY/);
});

test('every queue is encrypted', () => {
  const queues = ofType('AWS::SQS::Queue');
  expect(queues).toHaveLength(2 + 2 * REGIONS.length);
  for (const { Properties } of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
});

test.each([
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*'],
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics', 'sns:Publish'],
])('every %s refuses what does not come over TLS', (type, policyType, key, action) => {
  const targets = ofType(type);
  expect(targets.length).toBeGreaterThan(REGIONS.length);
  for (const { stack, id } of targets) {
    const policies = ofType(policyType).filter(
      (policy) =>
        policy.stack === stack && policy.Properties[key].some((target: unknown) => textOf(target) === `<${id}>`),
    );
    const denials = policies.flatMap(({ Properties }) =>
      statements(Properties).filter(
        ({ Effect, Action, Condition }) =>
          Effect === 'Deny' && Action === action && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      ),
    );
    expect(denials, `${stack} ${id}`).toHaveLength(1);
  }
});

test('notice topics are under the key of SNS, alarm topics are not and let CloudWatch of this account publish', () => {
  const topics = ofType('AWS::SNS::Topic');
  const keys = new Map(topics.map(({ Properties }) => [Properties.TopicName, Properties.KmsMasterKeyId]));
  expect([...keys]).toEqual([
    ['killdeer-shop-critical', 'alias/aws/sns'],
    ['killdeer-shop-warning', 'alias/aws/sns'],
    ['killdeer-shop-alarms', undefined],
  ]);
  const allowed = ofType('AWS::SNS::TopicPolicy').flatMap(({ Properties }) =>
    statements(Properties).filter(({ Effect }) => Effect === 'Allow'),
  );
  expect(allowed).toHaveLength(REGIONS.length);
  for (const statement of allowed) {
    expect(statement).toMatchObject({
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  }
});

test('people are subscribed to the notices and to each region’s alarms, with dead letters of the same stack', () => {
  const subscriptions = ofType('AWS::SNS::Subscription');
  expect(subscriptions).toHaveLength(2 + REGIONS.length);
  for (const { stack, Properties } of subscriptions) {
    expect(Properties).toMatchObject({ Protocol: 'email', Endpoint: 'oncall@shop.example' });
    const id = textOf(Properties.RedrivePolicy.deadLetterTargetArn).replace(/^<|\.Arn>$/g, '');
    expect(resources.some((one) => one.stack === stack && one.id === id && one.Type === 'AWS::SQS::Queue')).toBe(true);
  }
});

test('the rules of cdk-nag and of CloudFormation find nothing, and would find what is wrong', () => {
  expect(findings).toEqual([]);
  const stack = new Stack(new App(), 'Wrong');
  new Queue(stack, 'Queue');
  expect(new AwsSolutionsChecks().validateScope(stack).success).toBe(false);
});
