import { isText, showText } from '../../secret.ts';
import { type Draft, type DraftCheck, fieldsOf, isUrlAsId } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { show } from '../show.ts';
import { unreachable } from './reach.ts';

/** The schemes that a URL may have. `message`: what is wrong with another one. */
type Schemes = { readonly of: readonly string[]; readonly allowed: string; readonly message: string };

const WEB: Schemes = {
  of: ['http:', 'https:'],
  allowed: 'http://… or https://…',
  message: 'the URL is not of the web',
};
const WEBSOCKET: Schemes = {
  of: ['ws:', 'wss:'],
  allowed: 'ws://… or wss://…',
  message: 'the URL is not of a WebSocket',
};

/** Checks and webhooks call web addresses, and checks only what a region of theirs may reach. */
export function urls(draft: Draft): readonly Finding[] {
  const called = draft.channels.filter(({ fields }) => fields.kind === 'webhook');
  return [
    ...draft.checks.flatMap((check) => {
      const { kind, baseUrl } = check.fields;
      if (kind === 'flow' && typeof baseUrl === 'string')
        return calledBy(check, { value: baseUrl, key: ['baseUrl'], schemes: WEB }, draft);
      if (check.fields.kind !== 'http' && check.fields.kind !== 'websocket') return [];
      const schemes = check.fields.kind === 'http' ? WEB : WEBSOCKET;
      const auth = fieldsOf(check.fields.auth);
      return [
        ...calledBy(check, { value: check.fields.url, key: ['url'], schemes }, draft),
        ...(auth.kind === 'oauth2'
          ? calledBy(check, { value: auth.tokenUrl, key: ['auth', 'tokenUrl'], schemes: WEB }, draft)
          : []),
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

type Asked = { readonly value: unknown; readonly key: readonly string[]; readonly schemes: Schemes };

/** A URL that a check calls. Of one with secrets in it, what can be known. */
function calledBy(check: DraftCheck, { value, key, schemes }: Asked, draft: Draft): readonly Finding[] {
  const at = [...check.at, ...key];
  const text = textKnown(value);
  if (text === undefined) return [];
  const url = parseUrl(text.text, at, "write auth: basic({ user, password: secret('…') })", schemes);
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
  // A password may hold what ends the host of a URL.
  const got = shown(proxy).replace(/\/\/.*@/, '//***@');
  return [{ at, message: 'not a proxy', got, allowed: 'http://user:password@host:port', fix }];
}

/** What is known of a text: a digit stands for each secret. Undefined where the first thing in it is a secret. */
function textKnown(value: unknown): { readonly text: unknown; readonly isHostKnown: boolean } | undefined {
  if (!isText(value) || typeof value === 'string') return { text: value, isHostKnown: true };
  const [first, ...rest] = value.kind === 'template' ? value.parts : [value];
  if (typeof first !== 'string') return undefined;
  const isHostKnown = /^(?:https?|wss?):\/\/[^/?#@]+[/?#]/.test(first) || rest.length === 0;
  return { text: [first, ...rest].map((part) => (typeof part === 'string' ? part : '1')).join(''), isHostKnown };
}

function shown(value: unknown): string {
  return show(isText(value) ? showText(value) : value);
}

function parseUrl(value: unknown, at: Path, fix: string, { of, allowed, message }: Schemes = WEB): URL | Finding {
  if (value === undefined) return { at, message: `${at.at(-1)} is missing`, allowed, fix: `add ${at.at(-1)}` };
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null) {
    return {
      at,
      message: 'the URL does not parse',
      allowed,
      fix: `write it whole, such as '${of.at(-1)}//api.shop.example/health'`,
    };
  }
  if (!of.includes(url.protocol)) {
    return { at, message, allowed, fix: `begin it with ${of.at(-1)}//` };
  }
  if (url.username !== '' || url.password !== '') {
    return { at, message: 'the URL holds a user or password', allowed: 'a URL without them', fix };
  }
  return url;
}
