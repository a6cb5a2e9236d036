import { defineMonitor, queue, queueAge, quorum } from 'killdeer';
import { expect, test } from 'vitest';
import { ACCOUNT, listOf, monitorOf, synthesise, textOf } from './synthesise.ts';

const ORDERS = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const app = synthesise(
  defineMonitor({
    ...monitorOf(1),
    regions: ['eu-west-1', 'us-east-1'],
    checks: [
      queue('orders', {
        queue: ORDERS,
        deadLetters: 'orders-dead',
        regions: quorum(1, { of: ['eu-west-1'] }),
        expect: [queueAge().atMost(300)],
      }),
      queue('mail', { queue: 'mail', region: 'sa-east-1', deadLetters: false }),
    ],
  }),
);

function allowed(stack: string, action: string): readonly string[] {
  return app
    .ofType('AWS::IAM::Policy')
    .filter((policy) => policy.stack === `killdeer-shop-probe-${stack}`)
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => listOf(Action).includes(action))
    .filter(({ Resource }) => !JSON.stringify(Resource).includes('GetAtt'))
    .flatMap(({ Resource }) => listOf(Resource).map(textOf));
}

test('a probe may read the queues that its checks name, in its region only those that run there', () => {
  const mail = `arn:aws:sqs:sa-east-1:${ACCOUNT}:mail`;
  const named = ['orders', 'orders-dead'].map((name) => `arn:aws:sqs:eu-west-1:123456789012:${name}`);
  expect([...allowed('eu-west-1', 'sqs:GetQueueAttributes')].sort()).toEqual([...named, mail].sort());
  expect(allowed('us-east-1', 'sqs:GetQueueAttributes')).toEqual([mail]);
});

test('metrics may be read only where the age of messages is asked', () => {
  expect(allowed('eu-west-1', 'cloudwatch:GetMetricData')).toEqual(['*']);
  expect(allowed('us-east-1', 'cloudwatch:GetMetricData')).toEqual([]);
});

test('the rules of cdk-nag find nothing, in a VPC neither', () => {
  expect(app.findings).toMatchObject([{ conclusion: 'success' }]);
  const vpc = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] };
  const inside = synthesise(
    defineMonitor({
      ...monitorOf(1),
      regions: ['eu-west-1', { region: 'eu-west-1', vpc, allow: ['10.0.0.0/8'] }],
      checks: [queue('orders', { queue: ORDERS, deadLetters: false, expect: [queueAge().atMost(300)] })],
    }),
  );
  expect(inside.findings).toMatchObject([{ conclusion: 'success' }]);
});

test('the synth warns of dead letters that the probe will not be able to read', () => {
  const { findings } = synthesise(
    defineMonitor({ ...monitorOf(1), regions: ['eu-west-1'], checks: [queue('orders', { queue: ORDERS })] }),
  );
  expect(JSON.stringify(findings)).toContain('check \\"orders\\" does not name its dead-letter queue');
});
