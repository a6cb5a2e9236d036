import ipaddr from 'ipaddr.js';
import { isAllowable, isAllowedAddress, literalAddress } from '../../address.ts';
import { isText, showText } from '../../secret.ts';
import { type Draft, type DraftCheck, fieldsOf, isUrlAsId } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { show } from '../show.ts';

const ALLOWED = 'http://… or https://…';

/** Checks and webhooks call web addresses, and checks only what a region of theirs may reach. */
export function urls(draft: Draft): readonly Finding[] {
  const called = draft.channels.filter(({ fields }) => fields.kind === 'webhook');
  return [
    ...draft.checks.flatMap((check) => {
      if (check.fields.kind !== 'http') return [];
      const auth = fieldsOf(check.fields.auth);
      return [
        ...calledBy(check, check.fields.url, ['url'], draft),
        ...(auth.kind === 'oauth2' ? calledBy(check, auth.tokenUrl, ['auth', 'tokenUrl'], draft) : []),
        ...proxyOf(check, draft),
      ];
    }),
    ...called.flatMap(({ at, fields }) => {
      if (fields.url === undefined && isUrlAsId(fields.id)) return [];
      const url = parseUrl(fields.url, [...at, 'url'], 'put them into the header authorization');
      return url instanceof URL ? [] : [url];
    }),
  ];
}

/** A URL that a check calls. Of one with secrets in it, what can be known. */
function calledBy(check: DraftCheck, value: unknown, key: readonly string[], draft: Draft): readonly Finding[] {
  const at = [...check.at, ...key];
  const text = textKnown(value);
  if (text === undefined) return [];
  const url = parseUrl(text.text, at, "write auth: basic({ user, password: secret('…') })");
  if (!(url instanceof URL)) return [{ ...url, got: shown(value) }];
  return text.isHostKnown ? addressOf(url, { check, at, got: shown(value) }, draft) : [];
}

function proxyOf(check: DraftCheck, draft: Draft): readonly Finding[] {
  const at = [...check.at, 'proxy'];
  const { proxy } = check.fields;
  const text = proxy === undefined ? undefined : textKnown(proxy);
  if (text === undefined || typeof text.text !== 'string') return [];
  const url = URL.parse(text.text);
  const isOne = url?.protocol === 'http:' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (isOne) return text.isHostKnown ? addressOf(url, { check, at, got: shown(proxy) }, draft) : [];
  const fix = "write it such as 'http://proxy.shop.example:3128'";
  return [{ at, message: 'not a proxy', got: shown(proxy), allowed: 'http://user:password@host:port', fix }];
}

/** What is known of a text: a digit stands for each secret. Undefined where the first thing in it is a secret. */
function textKnown(value: unknown): { readonly text: unknown; readonly isHostKnown: boolean } | undefined {
  if (!isText(value) || typeof value === 'string') return { text: value, isHostKnown: true };
  const [first, ...rest] = value.kind === 'template' ? value.parts : [value];
  if (typeof first !== 'string') return undefined;
  const isHostKnown = /^https?:\/\/[^/?#@]+[/?#]/.test(first) || rest.length === 0;
  return { text: [first, ...rest].map((part) => (typeof part === 'string' ? part : '1')).join(''), isHostKnown };
}

function shown(value: unknown): string {
  return show(isText(value) ? showText(value) : value);
}

function parseUrl(value: unknown, at: Path, fix: string): URL | Finding {
  if (value === undefined) return { at, message: `${at.at(-1)} is missing`, allowed: ALLOWED, fix: `add ${at.at(-1)}` };
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null) {
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
    return { at, message: 'the URL holds a user or password', allowed: 'a URL without them', fix };
  }
  return url;
}

type Called = { readonly check: DraftCheck; readonly at: Path; readonly got: string };

function addressOf(url: URL, { check, at, got }: Called, draft: Draft): readonly Finding[] {
  const addresses = addressesOf(url.hostname);
  const regions = draft.regions.filter(({ name }) => check.regions.includes(name));
  if (addresses.length === 0 || regions.length === 0) return [];
  if (regions.some(({ allow }) => addresses.some((address) => isAllowedAddress(address, allow)))) return [];
  const [address = ''] = addresses;
  return [
    {
      at,
      message: `no region of the check may reach ${address}`,
      got: `${got} is ${addresses.join(' or ')}`,
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
