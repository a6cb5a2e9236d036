import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MonitorFunction } from './monitor-function.ts';

export type MonitorQueueProps = {
  readonly name: string;
  readonly deadLettersName: string;
  /** Of the function that takes the messages; a message is hidden for six times as long. */
  readonly timeout: Duration;
};

/** An encrypted queue that speaks TLS only, with its dead letters, which other senders of the stack share. */
export class MonitorQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: MonitorQueueProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, queueName: props.deadLettersName });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: props.name,
      visibilityTimeout: Duration.seconds(6 * props.timeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 3 },
    });
  }

  /** A function sends to the queue of that name in `region`, whoever made it. */
  static grantSend(fn: MonitorFunction, region: string, name: string): void {
    fn.allow(['sqs:SendMessage'], fn.arnOf('sqs', region, name));
  }

  /** Seconds that the oldest message has been in the queue, its delay included. Silent when the queue sleeps. */
  static metricAge(region: string, name: string): Metric {
    return metric(region, name, 'ApproximateAgeOfOldestMessage');
  }

  /** Messages that wait to be taken. Silent when the queue sleeps, which an empty one does after six hours. */
  static metricWaiting(region: string, name: string): Metric {
    return metric(region, name, 'ApproximateNumberOfMessagesVisible');
  }

  /** The function takes the messages, `batchSize` at a time. `most`: containers at once, at least 2. */
  feed(fn: MonitorFunction, { batchSize, most }: { readonly batchSize: number; readonly most?: number }): void {
    const options = { batchSize, maxConcurrency: most, reportBatchItemFailures: true };
    fn.lambda.addEventSource(new SqsEventSource(this.queue, options));
  }
}

function metric(region: string, name: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: name },
    statistic: 'Maximum',
    period: Duration.minutes(1),
    region,
    label: `${name} ${region}`,
  });
}
