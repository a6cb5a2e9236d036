import { z } from 'zod';
import { FAIL_DEFAULTS } from '../service.ts';
import { regionFlaw } from './aws-regions.ts';
import { isUrlAsId } from './draft.ts';
import { detect, monitorRoutes, slo } from './schema-alerting.ts';

import { check } from './schema-check.ts';
import { maintenance } from './schema-maintenance.ts';
import { array, type Flaw, id, leaf, oneKind, oneOf, record, strict, string, text } from './schema-parts.ts';

const anything = z.unknown();

const switchDefinition = strict(
  {
    kind: z.literal('switch', { error: () => "{ failDefault: 'on' }" }),
    service: anything,
    name: id('the name of the switch'),
    failDefault: oneOf('failDefault', FAIL_DEFAULTS),
    owner: string('owner').optional(),
  },
  "{ failDefault: 'on' }",
  ['service', 'name'],
);

const service = strict(
  {
    kind: z.literal('service', { error: () => "service('shop', { switches: { … } })" }),
    id: id('the id'),
    switches: record(switchDefinition, "{ recommendations: { failDefault: 'on' } }"),
    regions: array(anything, "a list of regions: ['eu-west-1']").optional(),
    maxOff: anything.optional(),
    slo: slo.optional(),
  },
  "service('shop', { switches: { recommendations: { failDefault: 'on' } } })",
  ['id'],
);

/** `webhook('https://…')`: the URL in the place of the id. */
function urlAsId(value: unknown): Flaw | undefined {
  if (!isUrlAsId(value)) return undefined;
  const fix = "write webhook(id, { url }): webhook('ops', { url: 'https://…' })";
  return { message: 'the id is a URL', allowed: 'a short name for the record of deliveries', fix };
}

const channels = oneKind(
  'kind',
  [
    strict(
      {
        kind: z.literal('email'),
        address: text('the e-mail address', /^[^\s@,;<>"]+@[^\s@,;<>"]+$/, 'one address, such as oncall@shop.example'),
      },
      "email('oncall@shop.example')",
    ),
    strict(
      {
        kind: z.literal('webhook'),
        id: leaf(urlAsId).pipe(id('the id')),
        url: anything.optional(),
        headers: record(anything, "an object of texts: { authorization: '…' }").optional(),
      },
      "webhook('ops', { url: 'https://…' })",
      ['id'],
    ),
  ],
  "email('a@b.example') or webhook('ops', { url: 'https://…' })",
);

/** The shape of a whole definition. What spans several values is judged by rules/. */
export const monitorSchema = strict(
  {
    kind: z.literal('monitor'),
    name: text(
      'the name',
      /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
      'lower case letters, digits and dashes, the first a letter, the last no dash, at most 32',
    ),
    home: leaf(regionFlaw),
    regions: array(anything, "a list of regions: ['eu-west-1', 'us-east-1']"),
    services: array(service, '[] or a list of service(…)'),
    notify: array(channels, '[] or a list of email(…) and webhook(…)'),
    maintenance: array(maintenance, 'a list of maintenance({ … })').optional(),
    routes: monitorRoutes.optional(),
    detect: detect.optional(),
    checks: array(check, 'a list of http(…)'),
  },
  'defineMonitor({ … })',
);
