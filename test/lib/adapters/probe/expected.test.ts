import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, finderOf, SlowPattern, textOf } from '../../../../lib/adapters/probe/expected.ts';
import { PATTERN_MS } from '../../../../lib/adapters/probe/in-time.ts';

const anyBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

describe('what is expected is found', () => {
  test.each([
    ['250', '220 a\r\n250 b', 0, 10],
    ['250', '250 a\r\n250 b', 3, 10],
    ['ü', 'grüß', 0, 4],
    [/^250/, '220 a\r\n250 b', 0, 10],
    [/b$/, 'ab\r\nb', 0, 2],
    [/^-/, '+OK -ERR', 3, undefined],
    [/ü./, 'grüß', 0, 6],
    [/x/g, 'xx', 1, 2],
    [{ hex: '0D 0a' }, 'a\r\n', 0, 3],
    [{ base64: 'Zvw=' }, 'ffü', 0, undefined],
    [/nothing/, '', 0, undefined],
  ] as const)('%s in %j from byte %i ends at %s', (expected, text, from, at) => {
    expect(finderOf(expected)(Buffer.from(text), from)).toBe(at);
  });

  test('in text whose last character is cut in two', () => {
    const bytes = Buffer.from('grü');
    expect(finderOf(/gr/)(bytes.subarray(0, 3), 0)).toBe(2);
    expect(textOf(bytes.subarray(0, 3))).toBe('gr');
    expect(finderOf(/ü$/)(bytes, 0)).toBe(4);
  });

  test('in bytes that are no text, one character a byte', () => {
    expect(finderOf(/\xff!/)(Buffer.from([0, 0xff, 0x21, 2]), 0)).toBe(3);
  });

  test('again by the same pattern, which has no memory', () => {
    const find = finderOf(/a/g);
    expect([find(Buffer.from('a'), 0), find(Buffer.from('a'), 0)]).toEqual([1, 1]);
  });
});

test('a pattern that takes years is given up', () => {
  const begin = performance.now();
  expect(() => finderOf(/^(a+)+$/)(Buffer.from(`${'a'.repeat(50)}!`), 0)).toThrow(SlowPattern);
  expect(performance.now() - begin).toBeLessThan(PATTERN_MS * 3);
  expect(finderOf(/^(a+)+$/)(Buffer.from('aaa'), 0)).toBe(3);
});

test('whatever bytes come, what is found ends within them, behind where it was sought', () => {
  const sought = fc.oneof(
    fc.constantFrom(/./, /^/, /$/, /\s*$/, /[^a]+/, /é|\xe9/, /(?:)/u),
    fc.string({ minLength: 1, maxLength: 3 }),
    fc.constantFrom({ hex: '00' }, { hex: 'ffff' }, { base64: 'AA==' }),
  );
  fc.assert(
    fc.property(anyBytes, fc.nat(200), sought, (bytes, from, expected) => {
      const start = Math.min(from, bytes.length);
      const at = finderOf(expected)(bytes, start);
      if (at === undefined) return;
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(bytes.length);
      if (!(expected instanceof RegExp)) expect(at).toBeGreaterThan(start);
    }),
    { numRuns: 500 },
  );
});

test('bytes that are sent are those that are found', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1, maxLength: 20 })), (said) => {
      const payload = typeof said === 'string' ? said : { hex: Buffer.from(said).toString('hex') };
      const bytes = bytesOf(payload);
      expect(finderOf(payload)(Buffer.concat([Buffer.from('..'), bytes]), 2)).toBe(2 + bytes.length);
    }),
    { numRuns: 200 },
  );
});
