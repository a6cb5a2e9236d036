import { z } from 'zod';
import { secretsIn } from '../../secret.ts';
import { commonShape } from '../schema-common.ts';
import { array, type Flaw, leaf, strict } from '../schema-parts.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';
import { show } from '../show.ts';

const FORM = "flow('login', async ({ http, expect }) => { … })";

const run = leaf((value): Flaw | undefined => {
  const flaw = { allowed: 'an async function', fix: `write ${FORM}, the options last` };
  if (typeof value !== 'function') return { message: 'the flow is not a function', ...flaw };
  // One that yields gives an iterator when it is called, and runs nothing.
  if (!/Generator/.test(value.constructor.name)) return undefined;
  return { message: 'the flow is a generator, which would never run', got: 'a generator function', ...flaw };
});

const secretRef = leaf((value) =>
  secretsIn(value)[0] === value && value !== undefined
    ? undefined
    : {
        message: 'not a secret',
        got: typeof value === 'string' ? 'a text' : show(value),
        allowed: 'secret(name)',
        fix: "write it as secret('/shop/password')",
      },
);

const baseUrl = leaf((value): Flaw | undefined => {
  const flaw = {
    got: 'what stands there',
    allowed: 'https://… or http://… without user and password',
    fix: "write it whole, such as 'https://api.shop.example'",
  };
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return { message: 'baseUrl is no URL of the web', ...flaw };
  return url.username === '' && url.password === ''
    ? undefined
    : { message: 'baseUrl holds a user or password', ...flaw };
});

/** What `flow` makes. */
export const flow = strict(
  {
    kind: z.literal('flow'),
    run,
    secrets: array(secretRef, "a list of secrets: [secret('/shop/password')]").optional(),
    baseUrl: baseUrl.optional(),
    tls: tlsOptions.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  FORM,
  ['id', 'run'],
);
