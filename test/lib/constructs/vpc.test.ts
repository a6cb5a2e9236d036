import type { RegionEntry } from 'killdeer';
import { defineMonitor } from 'killdeer';
import { beforeAll, describe, expect, test } from 'vitest';
import { monitorOf, type Synthesised, synthesise, textOf } from './synthesise.ts';

const vpc = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] };
const inside: RegionEntry = { region: 'us-east-1', vpc, allow: ['10.0.0.0/8'] };

describe('a place inside a VPC beside the public one of its region', () => {
  let app: Synthesised;
  beforeAll(() => {
    app = synthesise(defineMonitor({ ...monitorOf(1), regions: ['eu-west-1', 'us-east-1', inside] }));
  }, 60_000);

  const functionsOf = (stack: string) =>
    app.ofType('AWS::Lambda::Function').filter((one) => one.stack === `killdeer-shop-probe-${stack}`);

  test('has a stack, a function, a role and a queue of its own, in that AWS region', () => {
    const [fn] = functionsOf('us-east-1-vpc');
    expect(fn?.region).toBe('us-east-1');
    expect(fn?.Properties).toMatchObject({
      FunctionName: 'killdeer-shop-probe-us-east-1-vpc',
      Environment: { Variables: { KILLDEER_PLACE: 'us-east-1-vpc' } },
      VpcConfig: { SubnetIds: vpc.subnetIds },
    });
    const [open] = functionsOf('us-east-1');
    expect(open?.Properties).not.toHaveProperty('VpcConfig');
    expect(open?.Properties.Environment.Variables).not.toHaveProperty('KILLDEER_PLACE');
    const queues = app.ofType('AWS::SQS::Queue').filter(({ region }) => region === 'us-east-1');
    expect(queues.map(({ Properties }) => Properties.QueueName).sort()).toEqual([
      'killdeer-shop-probe',
      'killdeer-shop-probe-dead-letters',
      'killdeer-shop-probe-us-east-1-vpc',
      'killdeer-shop-probe-us-east-1-vpc-dead-letters',
    ]);
  });

  test('lets everything out and nothing in, unless it names its groups', () => {
    const [group] = app.ofType('AWS::EC2::SecurityGroup');
    expect(group?.Properties).toMatchObject({
      VpcId: vpc.vpcId,
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
    });
    expect(group?.Properties).not.toHaveProperty('SecurityGroupIngress');
    const named = { ...inside, vpc: { ...vpc, securityGroupIds: ['sg-0123456789abcdef0'] } };
    const other = synthesise(defineMonitor({ ...monitorOf(1), regions: ['eu-west-1', named] }));
    expect(other.ofType('AWS::EC2::SecurityGroup')).toEqual([]);
    expect(JSON.stringify(other.templates)).toContain('sg-0123456789abcdef0');
  });

  test('shares no name with the public one, and the alarms of both go to one topic', () => {
    const alarms = app.ofType('AWS::CloudWatch::Alarm').filter(({ region }) => region === 'us-east-1');
    const names = alarms.map(({ Properties }) => Properties.AlarmName);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['killdeer-shop-no-frame', 'killdeer-shop-no-frame-us-east-1-vpc']));
    const topics = app.ofType('AWS::SNS::Topic').filter(({ region }) => region === 'us-east-1');
    expect(topics).toHaveLength(1);
  });

  test('is sent its messages by who sends them to the others', () => {
    const policies = JSON.stringify(app.ofType('AWS::IAM::Policy').map(({ Properties }) => Properties));
    expect(policies.match(/killdeer-shop-probe-us-east-1-vpc"/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('grants a wildcard only for the interfaces that Lambda makes', () => {
    const reports = app.findings as readonly { readonly violations: readonly unknown[] }[];
    expect(reports.flatMap(({ violations }) => violations)).toEqual([]);
    const text = JSON.stringify(app.findings);
    expect(text.match(/"acknowledgedAt":"[^"]*Probe-us-east-1-vpc/g)).toHaveLength(1);
    const names = app.ofType('AWS::Lambda::Function').map(({ Properties }) => textOf(Properties.FunctionName));
    expect(new Set(names).size).toBeGreaterThanOrEqual(5);
  });
});
