import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt } from '../../../lib/core/condition.ts';
import { redactResult } from '../../../lib/core/redact.ts';
import type { Result } from '../../../lib/core/result.ts';
import { striker } from '../../../lib/core/strike.ts';

const SECRET = `pa"ss/w\\ör d+<&'%41>=\n?#😀`;
const strike = (text: string, ...secrets: string[]) => striker(secrets)(text);
const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char] ?? '',
  );
const unicode = (text: string) =>
  text.replace(/[^a-z]/g, (char) =>
    Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** How a server, a library or a log may write what it was given. */
const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small hex': (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'URL-encoded as a form': (text) => new URLSearchParams({ a: text }).toString().slice(2),
  'URL-encoded where it must be': encodeURI,
  'URL-encoded whole': percent,
  'URL-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in the path of a URL': (text) => new URL(`http://a/${text.replaceAll(/[?#\\\n]/g, encodeURIComponent)}`).pathname,
  'JSON-escaped': json,
  'JSON-escaped twice': (text) => json(json(text)),
  'JSON-escaped three times': (text) => json(json(json(text))),
  'JSON-escaped with \\/': (text) => json(text).replaceAll('/', '\\/'),
  'JSON-escaped in \\uXXXX': unicode,
  'JSON-escaped, then URL-encoded': (text) => encodeURIComponent(json(text)),
  'URL-encoded, then JSON-escaped': (text) => json(encodeURIComponent(text)),
  'HTML-escaped': html,
  'HTML-escaped twice': (text) => html(html(text)),
  'HTML-escaped in numbers': (text) => Array.from(text, (char) => `&#${char.codePointAt(0)};`).join(''),
  'HTML-escaped, then JSON-escaped': (text) => json(html(text)),
  'in base64': base64,
  'in base64 behind one byte': (text) => base64(`x${text}`),
  'in base64 behind two bytes': (text) => base64(`xy${text}z`),
  'in base64, as basic auth': (text) => base64(`ann:${text}`),
  'in base64, as OAuth has it': (text) => base64(`client:${encodeURIComponent(text)}`),
  'in base64 of JSON': (text) => base64(JSON.stringify({ token: text })),
  'in base64url': base64url,
  'in base64url, within a token': (text) => base64url(JSON.stringify({ sub: 'ann', pass: text, more: 'more' })),
  'in base64, URL-encoded': (text) => encodeURIComponent(base64(text)),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in large hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
};

/** What of a written form is of the secret alone: the edges of base64 share bits with what is around it. */
function heart(write: (text: string) => string, secret: string): string {
  const hearts = [0, 1, 2].map((more) => apart(write(secret), write('~'.repeat(secret.length + more))));
  return hearts.sort((a, b) => a.length - b.length)[0] ?? '';
}

function apart(form: string, other: string): string {
  let from = 0;
  while (from < form.length && form[from] === other[from]) from += 1;
  let tail = 0;
  while (tail < form.length - from && form.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  return form.slice(from + 2, form.length - tail - 2);
}

/** The first run of characters of a secret's form that a text still shows. */
function leak(text: string, form: string, length = 8): string | undefined {
  for (let at = 0; at + length <= form.length; at += 1) {
    const run = form.slice(at, at + length);
    if (new Set(run).size >= length - 2 && text.toLowerCase().includes(run.toLowerCase())) return run;
  }
  return undefined;
}

describe('a secret is struck', () => {
  test.each(Object.keys(WRITTEN))('%s', (name) => {
    const struck = strike(`before ${WRITTEN[name]?.(SECRET)} after`, SECRET);
    expect(struck).toMatch(/^before .*<secret>.* after$/);
    expect(leak(struck, heart(WRITTEN[name] ?? String, SECRET), 5)).toBeUndefined();
  });

  test.each(Object.keys(WRITTEN))('%s, where the text was cut within it', (name) => {
    const write = WRITTEN[name] ?? String;
    const text = `before ${write(SECRET)} after`;
    for (let length = `before ${write(SECRET.slice(0, 4))}`.length + 2; length < text.length - 6; length += 1) {
      const struck = strike(`header x is "${excerpt(text, length)}, expected 1`, SECRET);
      expect(struck).toContain('<secret>');
      expect(leak(struck, heart(write, SECRET), 5), `${excerpt(text, length)} → ${struck}`).toBeUndefined();
    }
  });

  test('where V8 quotes the middle of it', () => {
    expect(strike('Unexpected token, ..."ter2-hunt"... is not valid JSON', 'hunter2-hunter2')).toBe(
      'Unexpected token, ..."<secret>"... is not valid JSON',
    );
  });

  test('where a header of Latin-1 was read as UTF-8, so that letters are lost', () => {
    expect(strike(`echo p\uFFFDssw\uFFFDrd!`, 'pässwörd!')).toBe('echo <secret>!'.replace('!', ''));
  });

  test('whole where one holds the other or two overlap', () => {
    expect(strike('xabcy bcyz abc', 'abc', 'xabcy')).toBe('<secret> bcyz <secret>');
    expect(strike('1234567', '12345', '34567')).toBe('<secret>');
    expect(strike('abcabc', 'abc')).toBe('<secret>');
  });

  test('with a mark that shows nothing of it', () => {
    expect(strike('the secret', 'secret')).toBe('the ***');
    expect(strike('the secret***', 'secret', '***')).toBe('the …');
  });

  test.each([
    ['a password behind its user', 'ann:hunter22', 'password hunter22'],
    ['a token behind its scheme', 'Bearer abcdefgh1234', 'token abcdefgh1234'],
    ['the credentials of a whole header', `Basic ${base64('ann:hunter22')}`, 'hunter22 of ann:hunter22'],
    ['the path of a URL', 'https://hooks.example/services/T0/abcdefgh', 'POST /services/T0/abcdefgh'],
    ['a query of a URL', 'https://a.example/?key=k%20e%20y%201', 'key k e y 1'],
    ['a value of JSON', '{"user":"ann","password":"hunter22"}', 'password hunter22'],
    ['a line of many', '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----', 'MIIEvQIBADANBg'],
    ['what is left without a line break at its end', 'hunter22\n', 'key hunter22'],
  ])('in its parts: %s', (_, secret, text) => {
    const struck = strike(text, secret);
    expect(struck).toContain('<secret>');
    expect(struck).not.toMatch(/hunter22|abcdefgh|k e y|MIIE/);
  });

  test('and nothing else', () => {
    const text = 'status 503, expected 2xx: "hunter1" from api.shop.example (ECONNRESET) 50%…';
    expect(strike(text, 'hunter2', 'https://api.shop.example/token/abcdefgh', '')).toBe(text);
    expect(strike(text)).toBe(text);
  });
});

test('every text of a result is struck, whatever its place; names, outcomes and times stay', () => {
  const failure = { kind: 'assertion', message: 'is hunter2', expected: 'hunter2', actual: 'aHVudGVyMg' } as const;
  const result = {
    ...{ id: 'hunter2', outcome: 'fail', total: 1, phases: { dns: 1 }, attempts: 2, status: 200 },
    ...{ failure, first: { kind: 'dns', message: 'hunter2.example does not resolve' }, address: 'hunter2' },
    ...{ steps: [{ name: 'log in as HUNTER2', total: 1 }] },
  } as unknown as Result;
  expect(redactResult(result, ['hunter2'])).toEqual({
    ...result,
    failure: { kind: 'assertion', message: 'is <secret>', expected: '<secret>', actual: '<secret>' },
    first: { kind: 'dns', message: '<secret>.example does not resolve' },
    address: '<secret>',
    steps: [{ name: 'log in as <secret>', total: 1 }],
  });
});

test('whatever the secret and wherever it stands, nothing of it is left', () => {
  let struck = 0;
  const secrets = fc.oneof(
    fc.string({ unit: 'binary', minLength: 8, maxLength: 40 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 }),
    fc.base64String({ minLength: 8, maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('\\', '"', '/', '%', '+', '&', ' ', '\n', 'a', 'u', '0', 'ä', ';'),
      minLength: 8,
    }),
  );
  const names = fc.constantFrom(...Object.keys(WRITTEN).filter((name) => !/capitals|path of/.test(name)));
  const around = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  const property = fc.property(secrets, names, around, around, fc.nat(120), (given, name, before, after, cut) => {
    const secret = given.toWellFormed();
    const write = WRITTEN[name] ?? String;
    const form = heart(write, secret);
    const whole = `${before}${write(secret)}${after}`;
    const least = before.length + write(Array.from(secret).slice(0, 5).join('')).length + 2;
    for (const text of [whole, excerpt(whole, least + cut)]) {
      // What the surroundings show of it by chance is no leak.
      if (leak(before + after + write(''), form) !== undefined || leak(text, form) === undefined) continue;
      struck += 1;
      expect(leak(strike(text, secret), form), `${name}: ${JSON.stringify(secret)} in ${text}`).toBeUndefined();
    }
  });
  fc.assert(property, { numRuns: 500 });
  expect(struck).toBeGreaterThan(250);
});

test('a page of text and a key of four kilobytes take milliseconds', () => {
  const key = Array.from({ length: 50 }, (_, i) =>
    base64(`line ${i} of a key that is long enough to fill it all, ${i}`),
  ).join('\n');
  const began = performance.now();
  const struck = striker([key])(`${'\\'.repeat(500)}${'%25'.repeat(200)}${'&amp;'.repeat(100)}${key.slice(100, 900)}…`);
  expect(struck).toContain('<secret>');
  expect(performance.now() - began).toBeLessThan(500);
});
