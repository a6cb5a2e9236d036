import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import type { MonitorFunction } from './monitor-function.ts';

const SEVERITIES = ['critical', 'warning'] as const;

export type TopicsProps = {
  readonly monitor: Monitor;
  /** Of the same region: what could not be delivered to a subscriber. */
  readonly deadLetters: IQueue;
};

/** What people subscribe to: one topic for each severity, at home, under the AWS-managed key of SNS. */
export class NoticeTopics extends Construct {
  constructor(scope: Construct, id: string, { monitor, deadLetters }: TopicsProps) {
    super(scope, id);
    for (const severity of SEVERITIES) {
      const topic = new Topic(this, severity, {
        topicName: naming.noticeTopic(monitor.name, severity),
        enforceSSL: true,
      });
      if (topic.node.defaultChild instanceof CfnTopic) topic.node.defaultChild.kmsMasterKeyId = 'alias/aws/sns';
      subscribePeople(topic, monitor, deadLetters);
    }
  }

  /** That key's own policy lets whoever may publish use it, so nothing of KMS is granted. */
  static grantPublish(fn: MonitorFunction): void {
    const { name, home } = fn.monitor;
    fn.allow(
      ['sns:Publish'],
      ...SEVERITIES.map((severity) => fn.arnOf('sns', home, naming.noticeTopic(name, severity))),
    );
  }
}

/** What the alarms of a region publish to. Not under the AWS-managed key: CloudWatch may not use that one. */
export class AlarmTopic extends Construct {
  constructor(scope: Construct, id: string, { monitor, deadLetters }: TopicsProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { topicName: naming.alarmTopic(monitor.name), enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    subscribePeople(topic, monitor, deadLetters);
  }
}

function subscribePeople(topic: Topic, monitor: Monitor, deadLetterQueue: IQueue): void {
  for (const channel of monitor.channels) {
    if (channel.kind === 'email') topic.addSubscription(new EmailSubscription(channel.address, { deadLetterQueue }));
  }
}
