import { openapi } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { verdictOf } from './compiled.ts';

describe('an operation of HEAD, which sends the headers of a GET and no body', () => {
  const verdict = verdictOf(openapi('head.yaml', { operation: 'headItems' }));
  const headers = { 'content-type': 'application/json', 'x-total': '3' };

  test('passes without the body that is documented for it', () => {
    expect(verdict({ headers })).toBe('pass');
    expect(verdict({ headers, body: '' })).toBe('pass');
  });

  test('is held to its headers and its status all the same', () => {
    expect(verdict({ headers: { 'content-type': 'application/json' } })).toBe(
      'fail: header x-total is missing, expected present, as headItems documents',
    );
    expect(verdict({ headers, status: 500 })).toMatch(/^fail: /);
  });

  test('leaves the GET beside it to its body', () => {
    const get = verdictOf(openapi('head.yaml', { operation: 'GET /items' }));
    expect(get({ headers, body: '[1]' })).toBe('pass');
    expect(get({ headers, body: '[]' })).toMatch(/^fail: /);
    expect(get({ headers, body: '' })).toMatch(/^fail: /);
  });
});
