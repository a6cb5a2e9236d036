import { LocalCloudFault } from '../fault.ts';
import type { Declarations } from './declarations.ts';
import { declareFunction, declareUrl } from './declare-function.ts';
import { declareMapping } from './declare-mapping.ts';
import { declareQueue, declareSubscription, declareTopic } from './declare-messaging.ts';
import { declareSchedule } from './declare-schedule.ts';
import { declareTable } from './declare-table.ts';
import { scopeOf } from './identity.ts';
import { resolveIntrinsics } from './intrinsics.ts';
import type { ResourceReader } from './properties.ts';
import type { Stack } from './read-assembly.ts';
import { INERT_TYPES, KNOWN_TYPES } from './resource-types.ts';

/**
 * What the templates ask for. Throws a LocalCloudFault with the resource's name at the first type, property, value or
 * intrinsic that the local cloud does not know.
 */
export function declareResources(stacks: readonly Stack[]): Declarations {
  const all = stacks.flatMap((stack) => Object.keys(stack.resources).flatMap((id) => readerOf(stack, id)));
  const of = <T>(type: string, declare: (reader: ResourceReader) => T): readonly T[] =>
    all.filter((reader) => reader.type === type).map(declare);
  return {
    account: accountOf(stacks),
    tables: [...of('AWS::DynamoDB::Table', declareTable), ...of('AWS::DynamoDB::GlobalTable', declareTable)],
    queues: of('AWS::SQS::Queue', declareQueue),
    topics: of('AWS::SNS::Topic', declareTopic),
    subscriptions: of('AWS::SNS::Subscription', declareSubscription),
    functions: of('AWS::Lambda::Function', declareFunction),
    urls: of('AWS::Lambda::Url', declareUrl),
    mappings: of('AWS::Lambda::EventSourceMapping', declareMapping).filter((mapping) => mapping !== undefined),
    schedules: of('AWS::Scheduler::Schedule', declareSchedule).filter((schedule) => schedule !== undefined),
  };
}

function readerOf(stack: Stack, id: string): readonly ResourceReader[] {
  const resource = stack.resources[id];
  if (resource === undefined || INERT_TYPES.has(resource.Type)) return [];
  const scope = scopeOf(stack, id);
  const known = KNOWN_TYPES[resource.Type];
  if (known === undefined) {
    throw new LocalCloudFault('resource-type', scope.where, `resources of type ${resource.Type} are not known here`);
  }
  if (resource.Condition !== undefined) {
    throw new LocalCloudFault('property', scope.where, `conditions are not known here (${resource.Condition})`);
  }
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(resource.Properties ?? {})) {
    if (known.inert.includes(name)) continue;
    if (!known.honoured.includes(name)) {
      throw new LocalCloudFault('property', scope.where, `${resource.Type} property ${name} is not known here`);
    }
    properties[name] = resolveIntrinsics(value, scope);
  }
  return [{ type: resource.Type, id, stack, scope, properties, raw: resource.Properties ?? {} }];
}

function accountOf(stacks: readonly Stack[]): string {
  const accounts = [...new Set(stacks.map(({ account }) => account))];
  const [account = ''] = accounts;
  if (accounts.length <= 1) return account;
  throw new LocalCloudFault('assembly', 'manifest.json', `one account for all stacks, got ${accounts.join(', ')}`);
}
