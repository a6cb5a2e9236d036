import { isText, showText } from '../../secret.ts';
import { type Draft, type DraftCheck, fieldsOf, isUrlAsId } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { show } from '../show.ts';
import { unreachable } from './reach.ts';

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
  return text.isHostKnown ? unreachable(url.hostname, { check, at, got: shown(value) }, draft) : [];
}

function proxyOf(check: DraftCheck, draft: Draft): readonly Finding[] {
  const at = [...check.at, 'proxy'];
  const { proxy } = check.fields;
  const text = proxy === undefined ? undefined : textKnown(proxy);
  if (text === undefined || typeof text.text !== 'string') return [];
  const url = URL.parse(text.text);
  const isOne = url?.protocol === 'http:' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (isOne) return text.isHostKnown ? unreachable(url.hostname, { check, at, got: shown(proxy) }, draft) : [];
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
