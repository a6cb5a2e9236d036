import { z } from 'zod';
import { MINUTE } from '../../time.ts';
import { commonShape } from '../schema-common.ts';
import { duration, strict } from '../schema-parts.ts';

const { timeout: _, retry: __, detect: ___, ...shape } = commonShape;

/** What `heartbeat` makes. */
export const heartbeat = strict(
  {
    kind: z.literal('heartbeat'),
    period: duration('period', '24h', MINUTE),
    grace: duration('grace', '1h').optional(),
    within: duration('within', '2h').optional(),
    ...shape,
  },
  "heartbeat('nightly-backup', { period: '24h' })",
  ['id'],
);
