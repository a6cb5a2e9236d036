import { z } from 'zod';
import { commonShape } from '../schema-common.ts';
import { strict, wholeNumber } from '../schema-parts.ts';
import { host, port, starttls } from '../schema-payload.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';

const { insecure: _, ...options } = tlsOptions.shape;

/** Most days that `minDaysLeft` may ask for. */
const MOST_DAYS = 3_650;

/** What `tls` makes. */
export const tls = strict(
  {
    kind: z.literal('tls'),
    host,
    port: port.optional(),
    starttls: starttls.optional(),
    minDaysLeft: wholeNumber('minDaysLeft', 0, MOST_DAYS).optional(),
    ip: ipVersion.optional(),
    ...options,
    ...commonShape,
  },
  "tls('id', { host: 'shop.example' })",
  ['id'],
);
