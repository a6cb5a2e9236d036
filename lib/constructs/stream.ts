import { Duration, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { MonitorFunction } from './monitor-function.ts';

/**
 * Feeds a table's stream to a function. One batch of a shard at a time, because several keep order per item only; from
 * the horizon, because `LATEST` loses what is written while the mapping is made. A record is given up after 10 retries
 * or an hour: it only wakes, and the next one, or the minute's sweep, brings the same news.
 */
export function feedFromStream(fn: MonitorFunction, table: Table, deadLetters: IQueue, filter: object): void {
  fn.lambda.addEventSource(
    new DynamoEventSource(table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: 1,
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(1),
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(deadLetters),
      filters: [FilterCriteria.filter(filter)],
    }),
  );
  Validations.of(fn).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'dynamodb:ListStreams, which an event source mapping needs, knows no resource but *.',
  });
}
