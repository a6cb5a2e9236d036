import { expect, test } from 'vitest';
import { parseFilter, passesFilters } from '../../../../lib/local/lambda/filter.ts';

const record = { eventName: 'INSERT', dynamodb: { NewImage: { t: { S: 'frame' }, n: { N: '5' } } } };

test.each([
  [{ eventName: ['INSERT', 'MODIFY'] }, true],
  [{ eventName: ['REMOVE'] }, false],
  [{ dynamodb: { NewImage: { t: { S: ['frame'] } } } }, true],
  [{ eventName: ['INSERT'], dynamodb: { NewImage: { t: { S: ['burst'] } } } }, false],
  [{ dynamodb: { NewImage: { wake: { S: [{ exists: true }] } } } }, false],
  [{ dynamodb: { NewImage: { wake: { S: [{ exists: false }] } } } }, true],
  [{ dynamodb: { NewImage: { t: { S: [{ prefix: 'fra' }] } } } }, true],
  [{ dynamodb: { NewImage: { t: { S: [{ suffix: 'x' }] } } } }, false],
  [{ dynamodb: { NewImage: { t: { S: [{ 'anything-but': ['frame'] }] } } } }, false],
  [{ dynamodb: { NewImage: { t: { S: [{ 'anything-but': 'burst' }] } } } }, true],
  // A DynamoDB number is a string there: a number in the pattern never matches it.
  [{ dynamodb: { NewImage: { n: { N: [5] } } } }, false],
])('%j passes the record: %s', (pattern, expected) => {
  expect(passesFilters(record, [parseFilter(JSON.stringify(pattern), 'x')])).toBe(expected);
});

test('one of several filters is enough, and without filters everything passes', () => {
  const filters = ['REMOVE', 'INSERT'].map((name) => parseFilter(JSON.stringify({ eventName: [name] }), 'x'));
  expect(passesFilters(record, filters)).toBe(true);
  expect(passesFilters(record, [])).toBe(true);
});

test.each([
  [{ n: [{ numeric: ['>', 1] }] }],
  [{ a: [{ 'equals-ignore-case': 'x' }] }],
  [{ $or: [{ a: ['b'] }] }],
  [{ a: 'b' }],
])('the operator in %j stops the cloud', (pattern) => {
  expect(() => parseFilter(JSON.stringify(pattern), 'home/Feed')).toThrow(
    /local cloud: home\/Feed: the filter's .* is not known here/,
  );
});
