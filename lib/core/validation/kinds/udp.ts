import { z } from 'zod';
import { commonShape } from '../schema-common.ts';
import { strict } from '../schema-parts.ts';
import { expected, host, payload, port } from '../schema-payload.ts';
import { ipVersion } from '../schema-target.ts';

/** Most bytes of the datagram. */
const MOST_SENT = 8_192;

/** What `udp` makes. */
export const udp = strict(
  {
    kind: z.literal('udp'),
    host,
    port,
    send: payload('send', MOST_SENT),
    answer: expected('answer').optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  "udp('id', { host: 'ntp.shop.example', port: 123, send: { hex: '…' } })",
  ['id'],
);
