import { z } from 'zod';
import { literalAddress } from '../../address.ts';
import { asciiName, DNS_TYPES } from '../../dns-text.ts';
import { DNS_TRANSPORTS, parseNameServer } from '../../kinds/dns.ts';
import { commonShape } from '../schema-common.ts';
import { type Flaw, leaf, oneOf, strict } from '../schema-parts.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';

/** What is wrong with a name that shall be asked for, or undefined. */
export function nameFlaw(value: unknown): Flaw | undefined {
  const name = typeof value === 'string' ? asciiName(value) : undefined;
  const labels = name === '' ? [] : (name?.split('.') ?? ['']);
  const isName = labels.every(({ length }) => length >= 1 && length <= 63) && (name?.length ?? 0) <= 253;
  return isName && !/[/@:?#]/.test(String(value))
    ? undefined
    : {
        message: 'not a domain name',
        allowed: 'labels of 1 to 63 characters between dots, at most 253 in all',
        fix: "write the name alone, such as 'www.shop.example'",
      };
}

/** The name, or an address whose name is asked for. */
const asked = leaf((value) =>
  typeof value === 'string' && literalAddress(value) !== undefined ? undefined : nameFlaw(value),
);

const server = leaf((value) =>
  typeof value === 'string' && parseNameServer(value, 'udp') !== undefined
    ? undefined
    : {
        message: 'not a name server',
        allowed: 'a host or address, with or without a port',
        fix: "write it such as '192.0.2.53', 'ns1.shop.example:53' or '[2001:db8::53]:53'",
      },
);

/** What `dns` makes. */
export const dns = strict(
  {
    kind: z.literal('dns'),
    name: asked,
    type: oneOf('type', Object.keys(DNS_TYPES)).optional(),
    server: server.optional(),
    over: oneOf('over', DNS_TRANSPORTS).optional(),
    recursion: oneOf('recursion', [true, false]).optional(),
    tls: tlsOptions.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  "dns('id', { name: 'www.shop.example' })",
  ['id'],
);
