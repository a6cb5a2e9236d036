import { z } from 'zod';
import { METHODS } from '../../http-request.ts';
import { commonShape } from '../schema-common.ts';
import { type Flaw, leaf, oneOf, record, strict } from '../schema-parts.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';

const anything = z.unknown();

const queryValue = leaf((value) =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    ? undefined
    : { message: 'not a value for a query', allowed: 'a text, a number, true or false', fix: 'use such a value' },
);

const body = leaf((value): Flaw | undefined => {
  const flaw = {
    allowed: 'a text, or what JSON can hold',
    fix: 'use a text, or plain objects, lists, texts and numbers',
  };
  try {
    return JSON.stringify(value) === undefined ? { message: 'the body cannot be sent', ...flaw } : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { message: `the body cannot be written as JSON: ${why}`, ...flaw };
  }
});

/** What `http` makes. */
export const http = strict(
  {
    kind: z.literal('http'),
    url: anything,
    method: oneOf('method', METHODS).optional(),
    headers: record(anything, "an object of texts: { accept: 'application/json' }").optional(),
    query: record(queryValue, 'an object of texts, numbers, true and false').optional(),
    body: body.optional(),
    tls: tlsOptions.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  "http('id', { url: 'https://…' })",
  ['id'],
);
