import { expect, test } from 'vitest';
import { resolveIntrinsics } from '../../../../lib/local/assembly/intrinsics.ts';

const scope = {
  where: 'home/Thing',
  region: 'eu-west-1',
  account: '123456789012',
  stackName: 'home',
  ref: (id: string) => `ref-of-${id}`,
  attribute: (id: string, name: string) => `${name}-of-${id}`,
};

test.each([
  [{ Ref: 'Queue' }, 'ref-of-Queue'],
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Arn-of-Queue'],
  [{ 'Fn::GetAtt': 'Queue.Arn' }, 'Arn-of-Queue'],
  [{ 'Fn::Join': ['/', ['a', { Ref: 'AWS::AccountId' }]] }, 'a/123456789012'],
  [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  [
    { 'Fn::Sub': `arn:\${AWS::Partition}:\${Queue}:\${Queue.Arn}:\${!Literal}` },
    `arn:aws:ref-of-Queue:Arn-of-Queue:\${Literal}`,
  ],
  [{ 'Fn::Sub': [`\${a}-\${AWS::StackName}`, { a: { Ref: 'X' } }] }, 'ref-of-X-home'],
  [
    { keep: 1, drop: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
    { keep: 1, list: [2] },
  ],
])('%j is resolved', (value, expected) => {
  expect(resolveIntrinsics(value, scope)).toEqual(expected);
});

test.each([
  [{ 'Fn::ImportValue': 'other' }, 'Fn::ImportValue is not known here'],
  [{ Ref: 'AWS::NotificationARNs' }, 'the pseudo parameter AWS::NotificationARNs is not known here'],
])('%j stops the cloud with the name of the resource', (value, message) => {
  expect(() => resolveIntrinsics(value, scope)).toThrow(`local cloud: home/Thing: ${message}`);
});
