import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt } from '../../../lib/core/condition.ts';
import { redactResult } from '../../../lib/core/redact.ts';
import type { Result } from '../../../lib/core/result.ts';
import { striker } from '../../../lib/core/strike.ts';
import { base64, heart, leak, WRITTEN } from './written-secrets.ts';

const SECRET = `pa"ss/w\\ör d+<&'%41>=\n?#😀`;
const strike = (text: string, ...secrets: string[]) => striker(secrets)(text);
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

  test('in a piece of eight characters or more, where a URL was taken apart; not the host of a secret URL', () => {
    expect(strike('ss does not resolve, redirected to http://ss/rest%20of-it', 'p@ss/rest of-it')).toBe(
      'ss does not resolve, redirected to http://<secret>',
    );
    expect(strike('https://hooks.example refused it', 'https://hooks.example/x/y/z')).toBe(
      'https://hooks.example refused it',
    );
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
  fc.assert(property, { numRuns: 300 });
  expect(struck).toBeGreaterThan(150);
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
