import { z } from 'zod';
import { isText } from '../secret.ts';
import { headerName } from './schema-assertion.ts';
import { chosen, type Flaw, leaf, oneKind, oneOf, strict, text } from './schema-parts.ts';
import { described } from './show.ts';

/** A text or a secret that must never be shown. */
const hidden = (name: string, judge: (value: string) => string | undefined = () => undefined) =>
  leaf((value): Flaw | undefined => {
    const allowed = 'a text, secret(name), or template`…` of both';
    const got = described(value);
    if (!isText(value) || value === '') {
      return {
        message: `${name} is not a text`,
        got,
        allowed,
        fix: `write it such as ${name}: secret('/shop/${name}')`,
      };
    }
    const flaw = typeof value === 'string' ? judge(value) : undefined;
    return flaw === undefined ? undefined : { message: `${name} ${flaw}`, got, allowed, fix: 'change it to fit' };
  });

const noColon = (value: string) => (value.includes(':') ? 'holds a colon, which ends it' : undefined);

const oneLine = (value: string) => (/^[\x21-\x7e]+$/.test(value) ? undefined : 'cannot be sent in a header');

const header = leaf(headerName);

const credentials = strict(
  {
    accessKeyId: hidden('accessKeyId'),
    secretAccessKey: hidden('secretAccessKey'),
    sessionToken: hidden('sessionToken').optional(),
  },
  '{ accessKeyId, secretAccessKey }',
);

const awsName = (name: string) => text(name, /^[a-z0-9-]{1,64}$/, 'lower case letters, digits and dashes');

const apiKey = strict(
  { kind: z.literal('apiKey'), header: header.optional(), query: hidden('query').optional(), value: hidden('value') },
  "apiKey({ header: 'x-api-key', value: secret('/shop/api-key') })",
).superRefine((value, context) => {
  if ((value.header === undefined) !== (value.query === undefined)) return;
  const flaw = {
    message: 'an API key stands in a header or in the query',
    allowed: 'one of header and query',
    fix: "write apiKey({ header: 'x-api-key', value: secret('/shop/api-key') })",
  };
  context.addIssue({ code: 'custom', message: flaw.message, params: flaw });
});

const FORMS = 'basic(…), bearer(…), apiKey(…), oauth2(…) or sigv4(…)';

const kinds = oneKind(
  'kind',
  [
    strict(
      { kind: z.literal('basic'), user: hidden('user', noColon), password: hidden('password') },
      "basic({ user: 'probe', password: secret('/shop/password') })",
    ),
    strict({ kind: z.literal('bearer'), token: hidden('token', oneLine) }, "bearer(secret('/shop/token'))"),
    apiKey,
    strict(
      {
        kind: z.literal('oauth2'),
        tokenUrl: z.unknown(),
        clientId: hidden('clientId'),
        clientSecret: hidden('clientSecret'),
        scope: hidden('scope').optional(),
        audience: hidden('audience').optional(),
        style: oneOf('style', ['body', 'basic']).optional(),
      },
      "oauth2({ tokenUrl: 'https://…', clientId: '…', clientSecret: secret('/shop/client-secret') })",
    ),
    strict(
      {
        kind: z.literal('sigv4'),
        service: awsName('service'),
        region: awsName('region'),
        credentials: credentials.optional(),
      },
      "sigv4({ service: 'execute-api', region: 'eu-west-1' })",
    ),
  ],
  FORMS,
);

const noKind = leaf((value) => ({
  message: 'auth has the wrong form',
  got: described(value),
  allowed: FORMS,
  fix: "write it such as auth: bearer(secret('/shop/token'))",
}));

/** How a request says who sends it. `tokenUrl` has a rule of its own. */
export const auth = chosen((value) => (typeof value === 'object' && value !== null ? kinds : noKind));
