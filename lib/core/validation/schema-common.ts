import { z } from 'zod';
import { RETRY_PLACES } from '../common-check.ts';
import { LONGEST_HOLD_MS } from '../containment.ts';
import { RETRY_CLASSES } from '../failure.ts';
import { MOST_ATTEMPTS } from '../retry.ts';
import { parseDuration, SECOND } from '../time.ts';
import { SEES, TRIP_MODES } from '../trip.ts';
import { dependsOn, detect, flapping, routes, slo } from './schema-alerting.ts';
import { assertion } from './schema-assertion.ts';
import { activeHours, every } from './schema-calendar.ts';
import { maintenance } from './schema-maintenance.ts';
import { array, duration, type Flaw, id, leaf, oneOf, strict, wholeNumber } from './schema-parts.ts';
import { list, nearest, show } from './show.ts';

const anything = z.unknown();

/** What a rule is made of is judged by rules/rule-language.ts: here it is only something. */
const rule = anything.optional();

const retryClass = leaf((value): Flaw | undefined => {
  if ((RETRY_CLASSES as readonly unknown[]).includes(value)) return undefined;
  const meant = typeof value === 'string' ? nearest(value, RETRY_CLASSES) : undefined;
  const fix = meant === undefined ? 'use one of them' : `did you mean ${show(meant)}?`;
  return { message: 'no class of failure', allowed: list(RETRY_CLASSES), fix };
});

/** Longest wait before a second attempt. */
const LONGEST_BACKOFF = 5 * SECOND;

const backoff = duration('backoff', '200ms').pipe(
  leaf((value) =>
    (parseDuration(value) ?? 0) <= LONGEST_BACKOFF
      ? undefined
      : { message: 'backoff is too long', allowed: 'at most 5s', fix: "write it such as '200ms'" },
  ),
);

// `false` is no retry, for which an object would say more than there is.
const retry = z.preprocess(
  (value) => (value === false ? { on: [] } : value),
  strict(
    {
      on: array(retryClass, "a list: ['timeout', '5xx']"),
      attempts: wholeNumber('attempts', 1, MOST_ATTEMPTS).optional(),
      backoff: backoff.optional(),
      where: oneOf('where', RETRY_PLACES).optional(),
    },
    "false or { on: ['timeout', '5xx'] }",
  ),
);

const holdFor = duration('holdFor', '60s', 10 * SECOND).pipe(
  leaf((value) =>
    (parseDuration(value) ?? 0) <= LONGEST_HOLD_MS
      ? undefined
      : { message: 'holdFor is too long', allowed: '10s to 1h', fix: "write it such as '60s'" },
  ),
);

const trip = strict(
  {
    kind: z.literal('trip', { error: () => "trip(shop.switches.name, { sees: 'dependency' })" }),
    switch: anything.optional(),
    mode: oneOf('mode', TRIP_MODES).optional(),
    allow: wholeNumber('allow', 0, 99).optional(),
    sees: oneOf('sees', SEES),
    relieves: array(anything, "a list of check ids: ['storefront']").optional(),
    holdFor: holdFor.optional(),
    grace: duration('grace', '2m', 10 * SECOND).optional(),
    singleRegion: oneOf('singleRegion', [true, false]).optional(),
    when: rule,
    quorum: anything.optional(),
  },
  "trip(shop.switches.name, { sees: 'dependency' })",
  ['switch'],
);

/** What every kind of check may say: the first part of each kind's shape. */
export const commonShape = {
  id: id('the id'),
  every: every.optional(),
  activeHours: activeHours.optional(),
  maintenance: array(maintenance, 'a list of maintenance({ … })').optional(),
  timeout: duration('timeout', '10s').optional(),
  expect: array(assertion, "a list: [status('2xx')]").optional(),
  mustFail: oneOf('mustFail', [true, false]).optional(),
  failWhen: rule,
  recoverWhen: rule,
  degradedWhen: rule,
  flapping: flapping.optional(),
  routes: routes.optional(),
  dependsOn: dependsOn.optional(),
  slo: slo.optional(),
  detect: detect.optional(),
  regions: strict({ quorum: anything, of: anything.optional() }, "quorum(2) or quorum(2, { of: ['eu-west-1', …] })", [
    'quorum',
  ]).optional(),
  retry: retry.optional(),
  contain: trip.optional(),
};
