import { z } from 'zod';
import { commonShape } from '../schema-common.ts';
import { strict } from '../schema-parts.ts';
import { requestShape } from '../schema-request.ts';

/** What `http` and `graphql` make. */
export const http = strict(
  { kind: z.literal('http'), ...requestShape, ...commonShape },
  "http('id', { url: 'https://…' })",
  ['id'],
);
