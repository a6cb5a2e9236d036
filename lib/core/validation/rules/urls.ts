import ipaddr from 'ipaddr.js';
import { isAllowable, isAllowedAddress, literalAddress } from '../../address.ts';
import { type Draft, type DraftCheck, isUrlAsId } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { show } from '../show.ts';

const ALLOWED = 'http://… or https://…';

/** Checks and webhooks call web addresses, and checks only what a region of theirs may reach. */
export function urls(draft: Draft): readonly Finding[] {
  const called = draft.channels.filter(({ fields }) => fields.kind === 'webhook');
  return [
    ...draft.checks.flatMap((check) => {
      if (check.fields.kind !== 'http') return [];
      const url = parseUrl(check.fields.url, [...check.at, 'url']);
      return url instanceof URL ? addressOf(url, check, draft) : [url];
    }),
    ...called.flatMap(({ at, fields }) => {
      if (fields.url === undefined && isUrlAsId(fields.id)) return [];
      const url = parseUrl(fields.url, [...at, 'url']);
      return url instanceof URL ? [] : [url];
    }),
  ];
}

function parseUrl(value: unknown, at: Path): URL | Finding {
  if (value === undefined) return { at, message: 'url is missing', allowed: ALLOWED, fix: 'add url' };
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) {
    return {
      at,
      message: 'the URL does not parse',
      allowed: ALLOWED,
      fix: "write it whole, such as 'https://api.shop.example/health'",
    };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { at, message: 'the URL is not of the web', allowed: ALLOWED, fix: 'begin it with https://' };
  }
  if (url.username !== '' || url.password !== '') {
    return {
      at,
      message: 'the URL holds a user or password',
      allowed: 'a URL without them',
      fix: 'put them into the header authorization',
    };
  }
  return url;
}

function addressOf(url: URL, check: DraftCheck, draft: Draft): readonly Finding[] {
  const addresses = addressesOf(url.hostname);
  const regions = draft.regions.filter(({ name }) => check.regions.includes(name));
  if (addresses.length === 0 || regions.length === 0) return [];
  if (regions.some(({ allow }) => addresses.some((address) => isAllowedAddress(address, allow)))) return [];
  const [address = ''] = addresses;
  return [
    {
      at: [...check.at, 'url'],
      message: `no region of the check may reach ${address}`,
      got: `${show(check.fields.url)} is ${addresses.join(' or ')}`,
      allowed: "public addresses, and the ranges in a region's allow",
      fix: fixOf(address, check, draft),
    },
  ];
}

/** The addresses that a host name is without asking anyone. */
function addressesOf(hostname: string): readonly string[] {
  const literal = literalAddress(hostname);
  if (literal !== undefined) return [ipaddr.process(literal).toString()];
  return /(?:^|\.)localhost\.?$/i.test(hostname) ? ['127.0.0.1', '::1'] : [];
}

/**
 * Private ranges may be meant; nobody means the metadata of a machine or an address that is none. The list is the
 * monitor's whole one, so that who copies it loses no region and no range.
 */
function fixOf(address: string, check: DraftCheck, { regions }: Draft): string {
  if (!isAllowable(address)) return 'use a public address';
  const bits = address.includes(':') ? 128 : 32;
  const range = address.startsWith('127.') ? '127.0.0.0/8' : `${address}/${bits}`;
  const entries = regions.map(({ name, allow }) => {
    const ranges = check.regions.includes(name) ? [...allow, range] : allow;
    if (ranges.length === 0) return `'${name}'`;
    return `{ region: '${name}', allow: [${ranges.map((one) => `'${one}'`).join(', ')}] }`;
  });
  return `if this is meant: regions: [${entries.join(', ')}]`;
}
