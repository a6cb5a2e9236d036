import { z } from 'zod';
import { FAIL_DEFAULTS } from '../service.ts';
import { check } from './schema-check.ts';
import { array, id, oneKind, oneOf, record, strict, string, text } from './schema-parts.ts';

const anything = z.unknown();

/** Names of AWS regions. */
export const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/;

const switchDefinition = strict(
  {
    kind: z.literal('switch'),
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
    kind: z.literal('service'),
    id: id('the id'),
    switches: record(switchDefinition, "{ recommendations: { failDefault: 'on' } }"),
    regions: array(anything, "a list of regions: ['eu-west-1']").optional(),
    maxOff: anything.optional(),
  },
  "service('shop', { switches: { recommendations: { failDefault: 'on' } } })",
  ['id'],
);

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
        id: id('the id'),
        url: anything,
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
    home: text('home', REGION, 'the name of an AWS region, such as eu-west-1'),
    regions: array(anything, "a list of regions: ['eu-west-1', 'us-east-1']"),
    services: array(service, '[] or a list of service(…)'),
    notify: array(channels, '[] or a list of email(…) and webhook(…)'),
    checks: array(check, 'a list of http(…)'),
  },
  'defineMonitor({ … })',
);
