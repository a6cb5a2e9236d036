import { Validations } from 'aws-cdk-lib';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { VpcOptions } from '../core/monitor.ts';
import type { MonitorFunction } from './monitor-function.ts';

/** What Lambda itself does with the function's role to put it into subnets. None of it can be said of one resource. */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Puts a function into a VPC. Without security groups it gets one of its own that lets everything out and nothing in.
 * The VPC must lead to DynamoDB, SQS and, where checks have secrets, SSM: nothing here makes a way.
 */
export function runInVpc(fn: MonitorFunction, { vpcId, subnetIds, securityGroupIds }: VpcOptions): void {
  fn.allow(INTERFACES, '*');
  Validations.of(fn).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'Interfaces in a VPC are made by Lambda under names that nobody knows before',
  });
  const groups = securityGroupIds ?? [ownGroup(fn, vpcId)];
  const { defaultChild } = fn.lambda.node;
  if (!(defaultChild instanceof CfnFunction)) throw new TypeError('a function without a CfnFunction');
  defaultChild.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...groups] };
  // The role must have its policy before Lambda looks whether it may make interfaces.
  const policy = fn.lambda.role?.node.tryFindChild('DefaultPolicy');
  if (policy !== undefined) defaultChild.node.addDependency(policy);
}

function ownGroup(fn: MonitorFunction, vpcId: string): string {
  const group = new CfnSecurityGroup(fn, 'SecurityGroup', {
    vpcId,
    groupDescription: `Killdeer monitor ${fn.monitor.name}: probes go out, nothing comes in`,
    securityGroupEgress: [{ ipProtocol: '-1', cidrIp: '0.0.0.0/0' }],
  });
  return group.attrGroupId;
}
