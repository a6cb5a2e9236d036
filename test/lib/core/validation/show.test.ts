import { expect, it } from 'vitest';
import { nearest, show } from '../../../../lib/core/validation/show.ts';

it('guesses the name that was meant, and none when nothing is near', () => {
  const names = ['every', 'timeout', 'expect', 'of'];
  expect(nearest('evry', names)).toBe('every');
  expect(nearest('TIMEOUT', names)).toBe('timeout');
  expect(nearest('off', names)).toBe('of');
  expect(nearest('interval', names)).toBeUndefined();
});

it('shows what stands there, never what an object holds', () => {
  expect(show(undefined)).toBe('nothing');
  expect(show({ token: 'secret' })).toBe('an object with token');
  expect(show(['a', { b: 1 }])).toBe('["a", {…}]');
  expect(show('https://ann:secret@a.example/')).toBe('"https://***@a.example/"');
  expect(show('x'.repeat(500))).toHaveLength(100);
  expect(show(12n)).toBe('12n');
});
