import type { FunctionDeclaration, MappingDeclaration } from './assembly/declarations.ts';
import type { Caller, CallRecord } from './calls.ts';

/** Access keys as the local cloud gives them. Secrets protect nothing here: signatures are not checked. */
export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** For a person at the command line, and for programs beside the cloud. */
export const OPERATOR: Credentials = { accessKeyId: 'AKIALOCALOPERATOR000', secretAccessKey: 'local' };

/** The credentials of the n-th function. */
export function functionCredentials(n: number): Credentials {
  return { accessKeyId: `ASIALOCAL${String(n).padStart(11, '0')}`, secretAccessKey: 'local' };
}

/** A function as a caller. */
export function callerOf({ name, stack, id, role }: FunctionDeclaration): Caller {
  return { name, stack, id, role };
}

/** What Lambda sets in each function's environment. */
export function lambdaEnvironment(
  fn: FunctionDeclaration,
  endpoint: string,
  { accessKeyId, secretAccessKey }: Credentials,
): Record<string, string> {
  return {
    ...fn.environment,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    LAMBDA_TASK_ROOT: fn.folder,
    TZ: 'UTC',
  };
}

/** Lambda writes a function's log with the function's own role. */
export function recordLogging(calls: CallRecord, fn: FunctionDeclaration, account: string): void {
  const { region, logGroup } = fn;
  const resources = [`arn:aws:logs:${region}:${account}:log-group:${logGroup}:log-stream:local`];
  for (const operation of ['CreateLogStream', 'PutLogEvents']) {
    calls.add({ caller: callerOf(fn), action: `logs:${operation}`, resources, region });
  }
}

/** An event source mapping reads its source with the function's role. */
export function recordPolling(
  calls: CallRecord,
  fn: FunctionDeclaration,
  { source, region }: MappingDeclaration,
): void {
  const caller = callerOf(fn);
  if (source.split(':')[2] === 'sqs') {
    for (const operation of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
      calls.add({ caller, action: `sqs:${operation}`, resources: [source], region });
    }
    return;
  }
  for (const operation of ['DescribeStream', 'GetRecords', 'GetShardIterator']) {
    calls.add({ caller, action: `dynamodb:${operation}`, resources: [source], region });
  }
  calls.add({ caller, action: 'dynamodb:ListStreams', resources: ['*'], region });
}
