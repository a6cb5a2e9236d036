import { not, size } from 'killdeer';
import { expect, test } from 'vitest';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import { parseSize } from '../../../../lib/core/size.ts';
import { verdict } from './response.ts';

test.each<[string, Assertion, number | undefined, string]>([
  ['a number of bytes', size().atMost(100), 100, 'pass'],
  ['more of them', size().atMost(100), 101, 'fail: size is 101B, expected at most 100B'],
  ['a size with its unit', size().atMost('256KB'), 256 * 1024, 'pass'],
  [
    'one byte too many',
    size().atMost('256KB'),
    256 * 1024 + 1,
    'fail: size is 256KB (262145 bytes), expected at most 256KB',
  ],
  ['too little', size().atLeast('1.5MB'), 2048, 'fail: size is 2KB, expected at least 1.5MB'],
  ['none', size().atLeast(1), undefined, 'fail: size is missing, expected at least 1B'],
  ['none, turned round', not(size().atLeast(1)), undefined, 'fail: size is missing, expected at least 1B'],
])('%s', (_, assertion, bytes, said) => {
  expect(verdict(assertion, { size: bytes } as never)).toBe(said);
});

test('a size is bytes, or a number with its unit', () => {
  expect(['0B', '1KB', '0.5MB', 7].map(parseSize)).toEqual([0, 1024, 524_288, 7]);
  expect([-1, Number.NaN, '1kb', '1GB', '-1KB', 'KB', '', null, {}].map(parseSize)).toEqual(Array(9).fill(undefined));
});
