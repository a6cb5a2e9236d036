import type { z } from 'zod';
import { isText } from '../secret.ts';
import { STARTTLS } from '../starttls.ts';
import { type Flaw, leaf, oneOf } from './schema-parts.ts';

/** A name or an address alone. */
export const host = leaf((value): Flaw | undefined => {
  const allowed = 'a host name or an address alone, at most 253 characters';
  if (typeof value !== 'string')
    return { message: 'host is not a text', allowed, fix: "write host: 'db.shop.example'" };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    const name = URL.canParse(value) ? new URL(value).hostname : '';
    return { message: 'host is a URL', allowed, fix: name === '' ? 'write the name alone' : `write host: '${name}'` };
  }
  const [name = '', port] = /^([^:]*):(\d+)$/.exec(value)?.slice(1) ?? [];
  if (port !== undefined) return { message: 'host holds a port', allowed, fix: `write host: '${name}', port: ${port}` };
  const last = /[^.]*(?=\.?$)/.exec(value)?.[0] ?? '';
  if (/^(?:\d+|0x[0-9a-f]*)$/i.test(last) && !/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(value)) {
    return { message: 'host looks like an address and is none', allowed, fix: 'write it as four decimal numbers' };
  }
  const isName = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/i.test(value) && !value.includes('..');
  const isIpv6 = /^\[?[0-9a-f:.]*:[0-9a-f:.]*\]?$/i.test(value) && value.startsWith('[') === value.endsWith(']');
  if (isName || isIpv6) return undefined;
  return { message: 'host is not valid', allowed, fix: 'write an IDN as xn--…, and no path' };
});

/** A port, with nothing else to say where it is left out. */
export const port = leaf((value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535
    ? undefined
    : { message: 'port is not a port', allowed: 'a whole number from 1 to 65535', fix: 'use such a number' },
);

export const starttls = oneOf('starttls', STARTTLS);

/** What is sent: a text, a secret, a template, or bytes. At most so many bytes, as far as that is known here. */
export function payload(name: string, most: number): z.ZodType {
  return leaf((value) => payloadFlaw(name, most, value));
}

/** What must come: a text, a pattern, or bytes; not nothing. */
export function expected(name: string): z.ZodType {
  return leaf((value) => expectedFlaw(name, value));
}

/** One step of a script. */
export function step(mostSent: number): z.ZodType {
  return leaf((value): Flaw | undefined => {
    const [[key, what] = [], ...more] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    if (more.length === 0 && key === 'send') return payloadFlaw('send', mostSent, what);
    if (more.length === 0 && key === 'expect') return expectedFlaw('expect', what);
    return { message: 'not a step', allowed: "{ send: '…' } or { expect: /…/ }", fix: 'say one of them a step' };
  });
}

/** What is wrong with what is sent. */
export function payloadFlaw(name: string, most: number, value: unknown): Flaw | undefined {
  const allowed = `a text, secret(name), template\`…\`, { hex: '…' } or { base64: '…' }, at most ${most} bytes`;
  if (isText(value)) {
    const isLong = typeof value === 'string' && new TextEncoder().encode(value).length > most;
    if (!isLong) return undefined;
    const got = `a text of ${value.length} characters`;
    return { message: `${name} is too long`, got, allowed, fix: 'shorten it' };
  }
  const length = bytesIn(value);
  if (length === undefined) return { message: `${name} cannot be sent`, allowed, fix: 'write it as one of them' };
  return length > most ? { message: `${name} is too long`, allowed, fix: 'shorten it' } : undefined;
}

/** What is wrong with what must come. */
export function expectedFlaw(name: string, value: unknown): Flaw | undefined {
  const allowed = "a text, a regular expression, { hex: '…' } or { base64: '…' }, not empty";
  if (value instanceof RegExp) {
    const flaw = { message: 'the flag y makes a pattern remember its last test', allowed: 'the flags d g i m s u v' };
    return value.sticky ? { ...flaw, fix: 'drop the y: ^ is the start of a line' } : undefined;
  }
  const length = typeof value === 'string' ? value.length : bytesIn(value);
  if (length === undefined)
    return { message: `${name} is nothing that can be found`, allowed, fix: 'write it as one of them' };
  return length === 0
    ? { message: `${name} is empty, which is always there`, allowed, fix: 'say what must come' }
    : undefined;
}

/** How many bytes `{ hex }` or `{ base64 }` stands for; undefined when it is neither. */
function bytesIn(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined;
  const { hex, base64 } = value as { readonly hex?: unknown; readonly base64?: unknown };
  if (typeof hex === 'string') {
    const digits = hex.replace(/\s/g, '');
    return /^(?:[0-9a-f]{2})*$/i.test(digits) ? digits.length / 2 : undefined;
  }
  if (typeof base64 !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
    return undefined;
  }
  return (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
}
