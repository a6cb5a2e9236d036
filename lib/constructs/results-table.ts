import { StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { keptTable } from './kept-table.ts';
import type { MonitorFunction } from './monitor-function.ts';
import { feedFromStream } from './stream.ts';

const arn = (fn: MonitorFunction): string =>
  fn.arnOf('dynamodb', fn.monitor.home, `table/${naming.resultsTable(fn.monitor.name)}`);

/** Frames and checkpoints, at home. Kept when the stack is removed. */
export class ResultsTable extends Construct {
  readonly #table: Table;

  constructor(scope: Construct, id: string, { monitor }: { readonly monitor: Monitor }) {
    super(scope, id);
    this.#table = keptTable(this, { tableName: naming.resultsTable(monitor.name), stream: StreamViewType.NEW_IMAGE });
  }

  /** A probe in any region writes frames. */
  static grantPut(fn: MonitorFunction): void {
    fn.allow(['dynamodb:PutItem'], arn(fn));
  }

  /** Reads frames and checkpoints. */
  static grantQuery(fn: MonitorFunction): void {
    fn.allow(['dynamodb:Query'], arn(fn));
  }

  /** New frames wake the function; checkpoints do not. */
  feed(fn: MonitorFunction, deadLetters: IQueue): void {
    feedFromStream(fn, this.#table, deadLetters, {
      eventName: ['INSERT'],
      dynamodb: { NewImage: { t: { S: FilterRule.or('frame', 'burst') } } },
    });
  }
}
