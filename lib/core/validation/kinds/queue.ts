import { z } from 'zod';
import { parseQueueRef } from '../../queue-ref.ts';
import { regionFlaw } from '../aws-regions.ts';
import { commonShape } from '../schema-common.ts';
import { type Flaw, leaf, strict } from '../schema-parts.ts';

const ANY_REGION = 'eu-west-1';

function queueFlaw(value: unknown): Flaw | undefined {
  return typeof value === 'string' && parseQueueRef(value, ANY_REGION) !== undefined
    ? undefined
    : {
        message: 'not a queue of SQS',
        allowed: "a queue's ARN, its URL, or its name",
        fix: "write it such as 'arn:aws:sqs:eu-west-1:123456789012:orders'",
      };
}

// It has no latency of a target.
const { detect: _, ...shape } = commonShape;

/** What `queue` makes. */
export const queue = strict(
  {
    kind: z.literal('queue'),
    queue: leaf(queueFlaw),
    region: leaf(regionFlaw).optional(),
    deadLetters: leaf((value) => (value === false ? undefined : queueFlaw(value))).optional(),
    ...shape,
  },
  "queue('id', { queue: 'arn:aws:sqs:…' })",
  ['id'],
);
