import { excerpt } from '../../core/condition.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import { decodeBody } from './decode.ts';
import type { Answer } from './response-reader.ts';

/** A token, and when it was asked for and how long it lives from then on, milliseconds. */
export type Token = { readonly value: string; readonly askedAt: number; readonly lifeMs: number };

/** How long a token lives whose answer does not say. */
const DEFAULT_LIFE_MS = 300_000;

/** Errors by which a token endpoint says that what we asked is wrong (RFC 6749, section 5.2): no news of anybody's health. */
const OUR_OWN = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
]);

/** The token in an answer. Throws a `ProbeFailure`; nothing of an answer with a token stands in it. */
export function readToken(answer: Answer, askedAt: number): Token {
  const document = parse(decodeBody(answer.body, answer.headers));
  if (answer.status < 200 || answer.status > 299) throw refused(answer.status, document);
  const { access_token: value, expires_in: seconds, token_type: type } = document;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw useless('its answer holds no access_token', 'JSON with access_token', 'none that can be sent');
  }
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') {
    throw useless(`it gives tokens of type ${excerpt(type, 40)}`, 'token_type Bearer', excerpt(type, 40));
  }
  const life = Number(seconds);
  return { value, askedAt, lifeMs: life > 0 && Number.isFinite(life) ? life * 1_000 : DEFAULT_LIFE_MS };
}

function refused(status: number, { error, error_description: why }: Readonly<Record<string, unknown>>): ProbeFailure {
  const said = [error, why].filter((part) => typeof part === 'string').join(': ');
  const actual = said === '' ? String(status) : excerpt(`${status} ${said}`);
  const isOurs = status < 500 && typeof error === 'string' && OUR_OWN.has(error);
  const message = isOurs
    ? `it refuses the client, which says nothing of the target: ${actual}`
    : `it answered ${actual}, expected 2xx`;
  return new ProbeFailure(isOurs ? 'probe' : 'status', message, { expected: '2xx', actual });
}

function useless(message: string, expected: string, actual: string): ProbeFailure {
  return new ProbeFailure('protocol', message, { expected, actual });
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null ? { ...document } : {};
  } catch {
    return {};
  }
}
