import { z } from 'zod';
import { METHODS, SEES, TRIP_MODES } from '../check.ts';
import { RETRY_CLASSES } from '../failure.ts';
import { CADENCES, SECOND } from '../time.ts';
import { assertion } from './schema-assertion.ts';
import { array, duration, type Flaw, id, leaf, oneKind, oneOf, record, strict, wholeNumber } from './schema-parts.ts';
import { list, show } from './show.ts';

const anything = z.unknown();

const rule = (form: string): z.ZodType => strict({ hits: anything, of: anything }, form).optional();

const retry = leaf((value): Flaw | undefined => {
  const names: readonly string[] = RETRY_CLASSES;
  const allowed = `false, or { on: [...] } of ${list(RETRY_CLASSES)}`;
  const fix = "write retry: false or retry: { on: ['timeout', '5xx'] }";
  if (value === false) return undefined;
  if (typeof value !== 'object' || value === null) return { message: 'retry is not valid', allowed, fix };
  const { on, ...rest } = value as { on?: unknown };
  if (!Array.isArray(on) || Object.keys(rest).length > 0) return { message: 'retry is not valid', allowed, fix };
  const unknown = on.filter((name) => !names.includes(name));
  return unknown.length === 0
    ? undefined
    : { message: `retry names what is no class of failure: ${list(unknown.map(show))}`, allowed, fix };
});

const queryValue = leaf((value) =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    ? undefined
    : { message: 'not a value for a query', allowed: 'a text, a number, true or false', fix: 'use such a value' },
);

const body = leaf((value): Flaw | undefined => {
  const flaw = {
    allowed: 'a text, or what JSON can hold',
    fix: 'use a text, or plain objects, lists, texts and numbers',
  };
  try {
    return JSON.stringify(value) === undefined ? { message: 'the body cannot be sent', ...flaw } : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { message: `the body cannot be written as JSON: ${why}`, ...flaw };
  }
});

const trip = strict(
  {
    kind: z.literal('trip', { error: () => 'trip' }),
    switch: anything.optional(),
    mode: oneOf('mode', TRIP_MODES).optional(),
    allow: wholeNumber('allow', 0, 99).optional(),
    sees: oneOf('sees', SEES),
    relieves: array(anything, "a list of check ids: ['storefront']").optional(),
    holdFor: duration('holdFor', '60s', 10 * SECOND).optional(),
    grace: duration('grace', '2m', 10 * SECOND).optional(),
    singleRegion: oneOf('singleRegion', [true, false]).optional(),
  },
  "trip(shop.switches.name, { sees: 'dependency' })",
  ['switch'],
);

const http = strict(
  {
    kind: z.literal('http'),
    id: id('the id'),
    url: anything,
    every: oneOf('every', CADENCES, false).optional(),
    timeout: duration('timeout', '10s').optional(),
    method: oneOf('method', METHODS).optional(),
    headers: record(anything, "an object of texts: { accept: 'application/json' }").optional(),
    query: record(queryValue, 'an object of texts, numbers, true and false').optional(),
    body: body.optional(),
    expect: array(assertion, "a list: [status('2xx')]").optional(),
    failWhen: rule('ofLast(3, 5) or consecutive(3)'),
    recoverWhen: rule('consecutive(3) or ofLast(3, 5)'),
    regions: strict({ quorum: anything, of: anything.optional() }, "quorum(2) or quorum(2, { of: ['eu-west-1', …] })", [
      'quorum',
    ]).optional(),
    retry: retry.optional(),
    contain: trip.optional(),
  },
  "http('id', { url: 'https://…' })",
  ['id'],
);

/** One check: what `http` makes. */
export const check = oneKind('kind', [http], "http('id', { url: 'https://…' })");
