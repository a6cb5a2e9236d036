import { isText } from '../secret.ts';
import { leaf, oneOf, strict, string } from './schema-parts.ts';

/** A text, a secret, or a template of both. */
export const secretText = (name: string) =>
  leaf((value) =>
    isText(value)
      ? undefined
      : {
          message: `${name} is not a text`,
          allowed: 'a text, secret(name), or template`…` of both',
          fix: 'write it as one of them',
        },
  );

/** IPv4 or IPv6 alone. */
export const ipVersion = oneOf('ip', [4, 6]);

/** How TLS is spoken to a target. */
export const tlsOptions = strict(
  {
    ca: secretText('ca').optional(),
    cert: secretText('cert').optional(),
    key: secretText('key').optional(),
    insecure: oneOf('insecure', [true]).optional(),
    serverName: string('serverName').optional(),
  },
  "{ ca: '-----BEGIN CERTIFICATE-----…' }",
);
