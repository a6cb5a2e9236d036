import { z } from 'zod';
import { MOST_STEPS } from '../../kinds/websocket.ts';
import { parseDuration } from '../../time.ts';
import { auth } from '../schema-auth.ts';
import { commonShape } from '../schema-common.ts';
import { array, type Flaw, leaf, record, strict } from '../schema-parts.ts';
import { expectedFlaw, payloadFlaw } from '../schema-payload.ts';
import { ipVersion, tlsOptions } from '../schema-target.ts';

const anything = z.unknown();

/** Most bytes of one `send`. */
const MOST_SENT = 64 * 1024;

/** Headers that the handshake sets itself. Source: https://www.rfc-editor.org/rfc/rfc6455#section-4.1 */
const OWN = /^(?:connection|upgrade|sec-websocket-.*)$/i;

const protocols = leaf((value): Flaw | undefined => {
  const allowed = 'a list of names of letters, digits and -._~, each once';
  const names: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  const isName = (name: unknown) => typeof name === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
  if (names.every(isName) && new Set(names).size === names.length) return undefined;
  return { message: 'not a list of subprotocols', allowed, fix: "write it such as ['graphql-transport-ws']" };
});

const headers = record(anything, "an object of texts: { origin: 'https://shop.example' }").superRefine(
  (given, context) => {
    for (const name of Object.keys(given as object).filter((one) => OWN.test(one))) {
      const fix = /protocol$/i.test(name) ? 'write protocols: […] instead' : 'remove the header';
      const params: Flaw = { message: 'the handshake sets the header itself', got: name, fix };
      context.addIssue({ code: 'custom', message: params.message, path: [name], params });
    }
  },
);

const step = leaf((value): Flaw | undefined => {
  const allowed = "{ send: '…' }, { expect: /…/, within: '2s' } or { ping: true, within: '2s' }";
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { within, ...rest } = (isObject ? value : {}) as { readonly [key: string]: unknown };
  const [[verb, what] = [], ...more] = Object.entries(rest);
  const isStep =
    more.length === 0 && (verb === 'expect' || verb === 'ping' || (verb === 'send' && within === undefined));
  if (!isStep) return { message: 'not a step', allowed, fix: 'say one of them a step' };
  if (within !== undefined && !((parseDuration(within) ?? 0) > 0)) {
    return { message: 'within is not a duration', allowed, fix: "write it such as within: '2s'" };
  }
  if (verb === 'send') return payloadFlaw('send', MOST_SENT, what);
  if (verb === 'expect') return expectedFlaw('expect', what);
  return what === true ? undefined : { message: 'a ping says nothing', allowed, fix: 'write { ping: true }' };
});

const script = leaf((value) =>
  Array.isArray(value) && value.length > MOST_STEPS
    ? { message: 'the script is too long', allowed: `at most ${MOST_STEPS} steps`, fix: 'shorten it' }
    : undefined,
).pipe(array(step, "a list of steps: [{ send: 'ping' }, { expect: 'pong' }]"));

/** What `websocket` makes. */
export const websocket = strict(
  {
    kind: z.literal('websocket'),
    url: anything,
    headers: headers.optional(),
    auth: auth.optional(),
    protocols: protocols.optional(),
    script: script.optional(),
    tls: tlsOptions.optional(),
    ip: ipVersion.optional(),
    ...commonShape,
  },
  "websocket('id', { url: 'wss://…' })",
  ['id'],
);
