import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStaple } from '../../../../lib/adapters/tls/ocsp.ts';
import { answer, chain } from './tls-servers.ts';

const DAY = 86_400_000;
const leaf = new X509Certificate(chain('valid.pem'));
const issuer = new X509Certificate(chain('intermediate.pem'));
const root = new X509Certificate(chain('root.pem'));
const now = Date.now();
const STATUSES = ['good', 'revoked', 'unknown', 'expired', 'invalid'];

test('an answer counts within its time alone', () => {
  const read = (at: number) => readStaple(answer('good'), { leaf, issuer, now: at });
  expect(read(now)).toBe('good');
  expect(read(now - 10 * 365 * DAY)).toBe('expired');
  expect(read(now + 200 * 365 * DAY)).toBe('expired');
});

test('an answer says nothing of another certificate, or under another authority', () => {
  const other = new X509Certificate(chain('rsa.pem'));
  expect(readStaple(answer('good'), { leaf: other, issuer, now })).toBe('invalid');
  expect(readStaple(answer('good'), { leaf, issuer: root, now })).toBe('invalid');
});

test('a responder may not be one whose own time is over', () => {
  expect(readStaple(answer('delegated'), { leaf, issuer, now })).toBe('good');
  expect(readStaple(answer('delegated'), { leaf, issuer, now: Date.UTC(2121, 0, 1) })).toBe('invalid');
});

test('a responder that refuses to answer gives an invalid one', () => {
  const tryLater = Buffer.from('30030a0103', 'hex');
  expect(readStaple(tryLater, { leaf, issuer, now })).toBe('invalid');
});

test('an answer with a bit changed is never a better one', () => {
  const whole = answer('revoked');
  let good = 0;
  let seen = 0;
  for (let at = 0; at < whole.length; at += 4) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x01;
    const status = readStaple(changed, { leaf, issuer, now });
    expect(STATUSES).toContain(status);
    if (status === 'good' || status === 'unknown' || status === 'expired') good += 1;
    if (status === 'invalid') seen += 1;
  }
  expect(good).toBe(0);
  expect(seen).toBeGreaterThan(50);
});

test('whatever bytes come are read without an error', () => {
  const whole = answer('good');
  const cut = fc.nat(whole.length - 1).map((at) => whole.subarray(0, at));
  const spliced = fc
    .tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 40 }))
    .map(([at, bytes]) => Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)]));
  const random = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(cut, spliced, random), (bytes) => {
      expect(STATUSES).toContain(readStaple(Buffer.from(bytes), { leaf, issuer, now }));
    }),
    { numRuns: 500 },
  );
});
