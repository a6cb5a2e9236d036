import { LocalCloudFault } from '../fault.ts';
import { type IntrinsicScope, resolveIntrinsics } from './intrinsics.ts';
import type { Stack } from './read-assembly.ts';

/** The property that names a resource of a type; without it CloudFormation would make a name up, and so do we. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
};

/** When the cloud's streams began: part of every stream ARN. */
const STREAM_LABEL = '2026-01-01T00:00:00.000';

/** The scope in which a stack's properties are read: what Ref and Fn::GetAtt of its resources give. */
export function scopeOf(stack: Stack, logicalId: string): IntrinsicScope {
  const where = `${stack.name}/${logicalId}`;
  const { region, account } = stack;
  const typeOf = (id: string): string => {
    const type = stack.resources[id]?.Type;
    if (type !== undefined) return type;
    throw new LocalCloudFault('intrinsic', where, `it refers to ${id}, which is no resource of the template`);
  };
  const nameOf = (id: string): string => {
    const property = NAME_PROPERTIES[typeOf(id)];
    const given = property === undefined ? undefined : stack.resources[id]?.Properties?.[property];
    const name = given === undefined ? undefined : resolveIntrinsics(given, scopeOf(stack, id));
    return name === undefined ? `${stack.name}-${id}` : String(name);
  };
  const attribute = (id: string, name: string): string => {
    const found = attributesOf(typeOf(id), nameOf(id), region, account)[name];
    if (found !== undefined) return found;
    throw new LocalCloudFault('intrinsic', where, `Fn::GetAtt ${id}.${name} of ${typeOf(id)} is not known here`);
  };
  const ref = (id: string): string => {
    const attributes = attributesOf(typeOf(id), nameOf(id), region, account);
    return attributes.Ref ?? nameOf(id);
  };
  return { where, region, account, stackName: stack.name, ref, attribute };
}

function attributesOf(type: string, name: string, region: string, account: string): Record<string, string> {
  const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;
  switch (type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const table = arn('dynamodb', `table/${name}`);
      return { Arn: table, StreamArn: `${table}/stream/${STREAM_LABEL}` };
    }
    case 'AWS::SQS::Queue':
      return { Ref: queueUrl(region, account, name), Arn: arn('sqs', name), QueueName: name };
    case 'AWS::SNS::Topic':
      return { Ref: arn('sns', name), TopicArn: arn('sns', name), TopicName: name };
    case 'AWS::Lambda::Function':
      return { Arn: arn('lambda', `function:${name}`) };
    case 'AWS::IAM::Role':
      return { Arn: `arn:aws:iam::${account}:role/${name}` };
    case 'AWS::Logs::LogGroup':
      return { Arn: arn('logs', `log-group:${name}:*`) };
    case 'AWS::CloudWatch::Alarm':
      return { Arn: arn('cloudwatch', `alarm:${name}`) };
    case 'AWS::Scheduler::Schedule':
      return { Arn: arn('scheduler', `schedule/default/${name}`) };
    default:
      return {};
  }
}

/** The URL that AWS gives a queue. */
export function queueUrl(region: string, account: string, name: string): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
