import { z } from 'zod';
import { DOMAIN_CADENCES } from '../../kinds/domain.ts';
import { commonShape } from '../schema-common.ts';
import { leaf, oneOf, strict, wholeNumber } from '../schema-parts.ts';
import { nameFlaw } from './dns.ts';

const name = leaf((value) => {
  const flaw = nameFlaw(value);
  if (flaw !== undefined) return flaw;
  return String(value).replace(/\.$/, '').includes('.')
    ? undefined
    : {
        message: 'not a registered domain',
        allowed: 'a name with a dot in it',
        fix: "write it such as 'shop.example'",
      };
});

const server = leaf((value) => {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === ''
    ? undefined
    : {
        message: 'not the URL of an RDAP server',
        allowed: 'an http or https URL without user and password',
        fix: "write it such as 'https://rdap.registry.example/'",
      };
});

// It has no latency of a target.
const { detect: _, ...shape } = commonShape;

/** What `domain` makes. */
export const domain = strict(
  {
    kind: z.literal('domain'),
    name,
    server: server.optional(),
    minDaysLeft: z.union([z.literal(false), wholeNumber('minDaysLeft', 0, 3_650)]).optional(),
    ...shape,
    every: oneOf('every', DOMAIN_CADENCES, false),
  },
  "domain('id', { name: 'shop.example' })",
  ['id'],
);
