import { z } from 'zod';
import { MOST_STEPS } from '../../kinds/tcp.ts';
import { commonShape } from '../schema-common.ts';
import { array, leaf, strict } from '../schema-parts.ts';
import { host, port, starttls, step } from '../schema-payload.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';

/** Most bytes of one `send`. */
const MOST_SENT = 64 * 1024;

const script = leaf((value) =>
  Array.isArray(value) && value.length > MOST_STEPS
    ? { message: 'the script is too long', allowed: `at most ${MOST_STEPS} steps`, fix: 'shorten it' }
    : undefined,
).pipe(array(step(MOST_SENT), "a list of steps: [{ expect: /^220/ }, { send: 'QUIT\\r\\n' }]"));

const tls = leaf((value) =>
  value === true || (typeof value === 'object' && value !== null)
    ? undefined
    : { message: 'tls is not valid', allowed: 'true, or an object such as { ca: … }', fix: 'write tls: true' },
).pipe(z.preprocess((value) => (value === true ? {} : value), tlsOptions));

/** What `tcp` makes. */
export const tcp = strict(
  {
    kind: z.literal('tcp'),
    host,
    port,
    script: script.optional(),
    tls: tls.optional(),
    starttls: starttls.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  "tcp('id', { host: 'db.shop.example', port: 5432 })",
  ['id'],
);
