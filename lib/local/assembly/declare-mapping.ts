import { parseFilter } from '../lambda/filter.ts';
import type { MappingDeclaration } from './declarations.ts';
import { numberOf, objectOf, placeOf, type ResourceReader, refuse, textOf } from './properties.ts';

/** How many pollers AWS gives a queue at the start. */
const QUEUE_CONCURRENCY = 5;

/** Reads what feeds a function from a queue or a stream. Undefined when it is switched off. */
export function declareMapping(reader: ResourceReader): MappingDeclaration | undefined {
  const { properties, scope } = reader;
  if (properties.Enabled === false) return undefined;
  const source = textOf(reader, 'EventSourceArn');
  const isQueue = source.split(':')[2] === 'sqs';
  if (!isQueue && !source.includes(':table/')) refuse(reader, 'EventSourceArn', 'a queue, a DynamoDB stream');
  if (numberOf(reader, 'ParallelizationFactor', 1) !== 1) refuse(reader, 'ParallelizationFactor', '1');
  if (!isQueue && properties.StartingPosition !== 'TRIM_HORIZON') refuse(reader, 'StartingPosition', 'TRIM_HORIZON');
  const responses = (properties.FunctionResponseTypes ?? []) as readonly string[];
  const filters = (objectOf(reader, 'FilterCriteria').Filters ?? []) as readonly { Pattern: string }[];
  const retries = numberOf(reader, 'MaximumRetryAttempts', -1);
  const age = numberOf(reader, 'MaximumRecordAgeInSeconds', -1);
  const name = textOf(reader, 'FunctionName');
  const { OnFailure } = objectOf(reader, 'DestinationConfig') as { OnFailure?: { Destination?: string } };
  const onFailure = OnFailure?.Destination;
  if (onFailure !== undefined && onFailure.split(':')[2] !== 'sqs') refuse(reader, 'DestinationConfig', 'a queue');
  return {
    ...placeOf(reader),
    function: name.startsWith('arn:') ? name : `arn:aws:lambda:${scope.region}:${scope.account}:function:${name}`,
    source,
    batchSize: numberOf(reader, 'BatchSize', isQueue ? 10 : 100),
    windowSeconds: numberOf(reader, 'MaximumBatchingWindowInSeconds', 0),
    filters: filters.map(({ Pattern }) => parseFilter(Pattern, scope.where)),
    reportsItemFailures: responses.includes('ReportBatchItemFailures'),
    concurrency: Number(objectOf(reader, 'ScalingConfig').MaximumConcurrency ?? QUEUE_CONCURRENCY),
    bisect: properties.BisectBatchOnFunctionError === true,
    ...(retries >= 0 && { retries }),
    ...(age >= 0 && { maximumAgeSeconds: age }),
    ...(onFailure !== undefined && { onFailure }),
  };
}
