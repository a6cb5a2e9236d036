import { z } from 'zod';
import { secretsIn } from '../../secret.ts';
import { assertion } from '../schema-assertion.ts';
import { commonShape } from '../schema-common.ts';
import { array, type Flaw, leaf, strict, string } from '../schema-parts.ts';
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

/** What `flow` makes. */
export const flow = strict(
  {
    kind: z.literal('flow'),
    run,
    secrets: array(secretRef, "a list of secrets: [secret('/shop/password')]").optional(),
    contracts: array(assertion, 'a list of assertions: [jsonSchema(user)]').optional(),
    baseUrl: string('baseUrl').optional(),
    tls: tlsOptions.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  FORM,
  ['id', 'run'],
);
