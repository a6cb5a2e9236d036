import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import type { Check } from '../core/check.ts';
import type { QueueRef } from '../core/queue-ref.ts';
import type { MonitorFunction } from './monitor-function.ts';

/**
 * Lets a probe read the queues that its checks name, and nothing of any other. A queue of another account must allow it
 * in its own policy too. Warns of a dead-letter queue that a check does not name.
 */
export function grantReadQueues(fn: MonitorFunction, checks: readonly Check[]): void {
  const watching = checks.filter((check) => check.kind === 'queue');
  const arnOf = ({ region, account, name }: QueueRef) =>
    Stack.of(fn).formatArn({ service: 'sqs', region, resource: name, ...(account !== undefined && { account }) });
  const refs = watching.flatMap(({ queue, deadLetters }) => (deadLetters ? [queue, deadLetters] : [queue]));
  const arns = [...new Set(refs.map(arnOf))];
  if (arns.length > 0) fn.allow(['sqs:GetQueueAttributes'], ...arns);
  for (const { id, deadLetters, asks } of watching) {
    if (deadLetters !== undefined || !asks.dead) continue;
    const text = `check "${id}" does not name its dead-letter queue, so the probe may not read it: say deadLetters: '…', or false`;
    Annotations.of(fn).addWarningV2(`killdeer:dead-letters-${id}`, text);
  }
  if (!watching.some(({ asks }) => asks.age)) return;
  fn.allow(['cloudwatch:GetMetricData'], '*');
  Validations.of(fn).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'cloudwatch:GetMetricData, by which the age of the oldest message is read, knows no resource but *',
  });
}
