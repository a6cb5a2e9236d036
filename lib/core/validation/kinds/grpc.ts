import { z } from 'zod';
import { isText } from '../../secret.ts';
import { commonShape } from '../schema-common.ts';
import { type Flaw, leaf, strict, text } from '../schema-parts.ts';
import { host, port } from '../schema-payload.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';

/** Names of packages, services and methods, as protobuf writes them. */
const service = text(
  'service',
  /^(?:[A-Za-z0-9_][\w.-]{0,253})?$/,
  'the full name of a service, such as shop.v1.Cart, at most 254 characters; or nothing',
);

const method = text(
  'method',
  /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\/[A-Za-z_]\w*$/,
  'a service and its method, such as grpc.health.v1.Health/Check',
  'write it without a slash before it',
);

/** Names that the call sets itself. Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
const OWN = /^(?:grpc-.*|te|content-type|connection|host|transfer-encoding|upgrade|keep-alive|proxy-connection)$/;

const metadata = leaf((value): Flaw | undefined => {
  const allowed = "an object of texts, names in lower case: { 'x-api-key': secret('/shop/key') }";
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { message: 'metadata is no object', allowed, fix: 'write it as one' };
  }
  for (const [name, content] of Object.entries(value)) {
    if (!/^[0-9a-z_.-]+$/.test(name)) {
      const fix = 'use lower case letters, digits, "_", "-" and "." alone';
      return { message: `metadata has a name that cannot be sent: ${JSON.stringify(name)}`, allowed, fix };
    }
    if (OWN.test(name)) {
      return { message: `the call sets the metadata ${name} itself`, allowed, fix: `remove ${name}` };
    }
    if (!isText(content) || (typeof content === 'string' && !/^[\x20-\x7e]*$/.test(content))) {
      const fix = 'use a text of printable ASCII characters, or a secret';
      return { message: `the value of the metadata ${name} cannot be sent`, allowed, fix };
    }
  }
  return undefined;
});

const tls = leaf((value): Flaw | undefined => {
  const isOne = typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
  const allowed = "true, false for plaintext, or { ca: '-----BEGIN CERTIFICATE-----…' } and the like";
  return isOne ? undefined : { message: 'tls has the wrong form', allowed, fix: 'write it as one of them' };
}).pipe(z.preprocess((value) => (typeof value === 'boolean' ? {} : value), tlsOptions));

/** What `grpc` makes. */
export const grpc = strict(
  {
    kind: z.literal('grpc'),
    host,
    port,
    service: service.optional(),
    tls: tls.optional(),
    metadata: metadata.optional(),
    method: method.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  "grpc('id', { host: 'api.shop.example', port: 443 })",
  ['id'],
);
