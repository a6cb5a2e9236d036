import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { HeartbeatState } from '../../core/heartbeat.ts';

/** The key of a job's item in the control table. */
export function heartbeatKey(id: string) {
  return { pk: { S: `HEARTBEAT#${id}` }, sk: { S: 'STATE' } };
}

/** What a job's item says. */
export function heartbeatState(item: Readonly<Record<string, AttributeValue>>): HeartbeatState {
  return {
    ...numberIn(item, 'startedAt'),
    ...numberIn(item, 'succeededAt'),
    ...numberIn(item, 'failedAt'),
    ...numberIn(item, 'durationMs'),
    ...(item.message?.S !== undefined && { message: item.message.S }),
  };
}

function numberIn<Name extends string>(item: Readonly<Record<string, AttributeValue>>, name: Name) {
  const value = item[name]?.N;
  return (value === undefined ? {} : { [name]: Number(value) }) as { readonly [N in Name]?: number };
}
