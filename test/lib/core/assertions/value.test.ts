import { bodyText, header, jsonPath, not } from 'killdeer';
import { describe, expect, test } from 'vitest';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import { flagFact, listFact, numberFact, textFact } from '../../../../lib/core/factories/facts.ts';
import { verdict } from './response.ts';

const prices = jsonPath('$.items[*].price');
const names = listFact('dns.cnames');
const BODY = 'body is "{\\"name\\":\\"shop\\",\\"version\\":\\"version 12 of 2026\\",\\"items\\":[{\\"id\\":1,\\"p…';

describe('a value is held against a condition', () => {
  test.each<[string, Assertion, string]>([
    ['one of several', jsonPath('$.name').oneOf(['shop', 'store']), 'pass'],
    ['none of several', jsonPath('$.name').oneOf(['a', 'b']), 'fail: $.name is "shop", expected one of "a", "b"'],
    ['a header that must not be there', header('x-powered-by').absent(), 'pass'],
    ['one that is', header('Server').absent(), 'fail: header Server is "nginx/1.27.3", expected absent'],
    ['a member that must not be there', jsonPath('$.error').absent(), 'pass'],
    ['a null is there', jsonPath('$.next').absent(), 'fail: $.next is null, expected absent'],
    ['every node', prices.every().atLeast(1), 'pass'],
    [
      'the node that misses',
      prices.every().atLeast(10),
      'fail: item 1 of 2 of $.items[*].price is 9.5, expected at least 10',
    ],
    [
      'no node at all',
      jsonPath('$.no[*]').every().atLeast(0),
      'fail: $.no[*] is nothing, expected every one at least 0',
    ],
    [
      'the opposite',
      not(prices.every().atMost(20)),
      'fail: $.items[*].price is [9.5,20], expected not every one at most 20',
    ],
    ['a count', prices.count().oneOf([3, 4]), 'fail: count of $.items[*].price is 2, expected one of 3, 4'],
  ])('%s', (_, assertion, said) => {
    expect(verdict(assertion)).toBe(said);
  });
});

describe('a fact is held against what its sort can be asked', () => {
  test.each<[string, Assertion, string]>([
    ['a number', numberFact('dns.ttl').atMost(300), 'pass'],
    ['a number too low', numberFact('dns.ttl').atLeast(301), 'fail: dns.ttl is 300, expected at least 301'],
    ['a text', textFact('tls.cipher').matches(/^AES/), 'pass'],
    ['another text', textFact('tls.cipher').oneOf(['GCM']), 'fail: tls.cipher is "AES", expected one of "GCM"'],
    ['a flag', flagFact('tls.trusted').equals(true), 'pass'],
    ['the other', flagFact('tls.trusted').equals(false), 'fail: tls.trusted is true, expected false'],
    [
      'a fact that is missing',
      textFact('tls.protocol').contains('1'),
      'fail: tls.protocol is missing, expected containing "1"',
    ],
    ['a list in any order', names.equals(['b.example', 'a.example']), 'pass'],
    [
      'a list that lacks one',
      names.equals(['a.example', 'a.example']),
      'fail: dns.cnames is ["a.example","b.example"], expected ["a.example","a.example"] in any order',
    ],
    ['an item', names.contains('b.example'), 'pass'],
    ['an item by pattern', names.some().matches(/^b/), 'pass'],
    [
      'no item by pattern',
      names.some().matches(/^c/),
      'fail: dns.cnames is ["a.example","b.example"], expected an item matching /^c/',
    ],
    ['every item', names.every().contains('.example'), 'pass'],
    [
      'an item that misses',
      names.every().matches(/^a/),
      'fail: item 2 of 2 of dns.cnames is "b.example", expected matching /^a/',
    ],
    ['how many', names.count().atLeast(3), 'fail: count of dns.cnames is 2, expected at least 3'],
  ])('%s', (_, assertion, said) => {
    expect(verdict(assertion)).toBe(said);
  });

  test('every item of an empty list says nothing', () => {
    const none = { values: { 'dns.cnames': [] } };
    expect(verdict(names.every().contains('a'), none)).toBe(
      'fail: dns.cnames is nothing, expected every one containing "a"',
    );
    expect(verdict(names.some().contains('a'), none)).toBe('fail: dns.cnames is [], expected an item containing "a"');
    expect(verdict(names.count().equals(0), none)).toBe('pass');
  });
});

describe('what a group of a pattern matched is held against a condition', () => {
  const version = /version (\d+)/;
  test.each<[string, Assertion, string]>([
    ['as a number', bodyText().capture(version).atLeast(12), 'pass'],
    [
      'as a number that is too low',
      bodyText().capture(version).atLeast(13),
      'fail: /version (\\d+)/ in body is 12, expected at least 13',
    ],
    ['as a number by value', bodyText().capture(version).equals(12), 'pass'],
    ['as a text by value', bodyText().capture(version).equals('12'), 'pass'],
    ['as one of several numbers', bodyText().capture(version).oneOf([11, 12]), 'pass'],
    [
      'of a header',
      header('server')
        .capture(/nginx\/(\d+)\.(\d+)/, 2)
        .atLeast(30),
      'fail: group 2 of /nginx\\/(\\d+)\\.(\\d+)/ in header server is 27, expected at least 30',
    ],
    [
      'by name',
      bodyText()
        .capture(/of (?<year>\d{4})/, 'year')
        .atMost(2025),
      'fail: group year of /of (?<year>\\d{4})/ in body is 2026, expected at most 2025',
    ],
    ['of a node', jsonPath('$.version').capture(version).atLeast(12), 'pass'],
    [
      'that is no number',
      bodyText()
        .capture(/na(me)/)
        .atLeast(1),
      'fail: /na(me)/ in body is "me", expected at least 1',
    ],
    [
      'that took no part',
      bodyText()
        .capture(/name|(x)/)
        .equals('x'),
      'fail: /name|(x)/ in body is missing, expected "x"',
    ],
    [
      'with a pattern that remembers',
      bodyText()
        .capture(/version (\d+)/g)
        .atLeast(12),
      'pass',
    ],
    [
      'of what does not match',
      bodyText()
        .capture(/release (\d+)/)
        .atLeast(1),
      `fail: ${BODY}, expected matching /release (\\d+)/`,
    ],
    [
      'of what does not match, turned round',
      not(
        bodyText()
          .capture(/release (\d+)/)
          .atLeast(1),
      ),
      `fail: ${BODY}, expected matching /release (\\d+)/`,
    ],
  ])('%s', (_, assertion, said) => {
    expect([verdict(assertion), verdict(assertion)]).toEqual([said, said]);
  });
});

describe('of a large value the place that differs is told', () => {
  const list = Array.from({ length: 30 }, (_, id) => ({ id, name: `item ${id}` }));
  const said = (expected: unknown) =>
    verdict(jsonPath('$').equals(expected as never), { body: JSON.stringify({ list }) });

  test.each<[string, unknown, string]>([
    ['a member', { list: list.with(17, { id: 17, name: 'x' }) }, 'fail: $.list[17].name is "item 17", expected "x"'],
    ['one that is missing', { list, more: 1 }, 'fail: $.more is missing, expected 1'],
    ['one too many', { list: list.with(3, { id: 3 } as never) }, 'fail: $.list[3].name is "item 3", expected absent'],
    ['a shorter list', { list: list.slice(0, 29) }, 'fail: $.list[29] is {"id":29,"name":"item 29"}, expected absent'],
    ['nothing', { list }, 'pass'],
  ])('%s', (_, expected, message) => {
    expect(said(expected)).toBe(message);
  });
});
