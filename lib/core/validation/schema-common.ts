import { z } from 'zod';
import { RETRY_CLASSES } from '../failure.ts';
import { CADENCES, SECOND } from '../time.ts';
import { SEES, TRIP_MODES } from '../trip.ts';
import { assertion } from './schema-assertion.ts';
import { array, duration, type Flaw, id, leaf, oneOf, strict, wholeNumber } from './schema-parts.ts';
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

/** What every kind of check may say: the first part of each kind's shape. */
export const commonShape = {
  id: id('the id'),
  every: oneOf('every', CADENCES, false).optional(),
  timeout: duration('timeout', '10s').optional(),
  expect: array(assertion, "a list: [status('2xx')]").optional(),
  mustFail: oneOf('mustFail', [true, false]).optional(),
  failWhen: rule('ofLast(3, 5) or consecutive(3)'),
  recoverWhen: rule('consecutive(3) or ofLast(3, 5)'),
  regions: strict({ quorum: anything, of: anything.optional() }, "quorum(2) or quorum(2, { of: ['eu-west-1', …] })", [
    'quorum',
  ]).optional(),
  retry: retry.optional(),
  contain: trip.optional(),
};
