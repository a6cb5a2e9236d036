import { AttributeType, ProjectionType, StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { keptTable } from './kept-table.ts';
import type { MonitorFunction } from './monitor-function.ts';
import { feedFromStream } from './stream.ts';

const INDEX = 'due';

const arn = (fn: MonitorFunction): string =>
  fn.arnOf('dynamodb', fn.monitor.home, `table/${naming.controlTable(fn.monitor.name)}`);

/** Check and service aggregates, archive and deliveries, at home. Kept when the stack is removed. */
export class ControlTable extends Construct {
  readonly #table: Table;

  constructor(scope: Construct, id: string, { monitor }: { readonly monitor: Monitor }) {
    super(scope, id);
    this.#table = keptTable(this, {
      tableName: naming.controlTable(monitor.name),
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.#table.addGlobalSecondaryIndex({
      indexName: INDEX,
      partitionKey: { name: 'open', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** Reads an aggregate and writes it back, with its deliveries and archive. */
  static grantChange(fn: MonitorFunction): void {
    fn.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], arn(fn));
  }

  /** Lists what is open, owed or timed. */
  static grantListOpen(fn: MonitorFunction): void {
    fn.allow(['dynamodb:Query'], `${arn(fn)}/index/${INDEX}`);
  }

  /** Reads what was changed, and nothing else. */
  static grantReadChanges(fn: MonitorFunction): void {
    fn.allowOnItems(['dynamodb:Query'], arn(fn), 'CHANGE#*');
  }

  /** Wakes `respond` for an aggregate. */
  static grantWake(fn: MonitorFunction): void {
    fn.allow(['dynamodb:UpdateItem'], arn(fn));
  }

  /** Records what jobs say of themselves, and nothing else. */
  static grantRecordHeartbeats(fn: MonitorFunction): void {
    fn.allowOnItems(['dynamodb:UpdateItem'], arn(fn), 'HEARTBEAT#*');
  }

  /** Reads what jobs said of themselves, and nothing else. */
  static grantReadHeartbeats(fn: MonitorFunction): void {
    fn.allowOnItems(['dynamodb:GetItem'], arn(fn), 'HEARTBEAT#*');
  }

  /** Decisions wake the function; its own writes, which carry no `wake`, do not. */
  feed(fn: MonitorFunction, deadLetters: IQueue): void {
    feedFromStream(fn, this.#table, deadLetters, {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { NewImage: { wake: { S: FilterRule.exists() } } },
    });
  }
}
