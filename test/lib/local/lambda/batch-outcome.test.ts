import { expect, test } from 'vitest';
import { batchOutcome } from '../../../../lib/local/lambda/batch-outcome.ts';

const ids = ['a', 'b', 'c'];
const failures = (...names: unknown[]) => ({ batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })) });

test.each([
  ['nothing', undefined],
  ['null', null],
  ['an empty list', failures()],
])('an answer of %s is success', (_, value) => {
  expect(batchOutcome({ is: 'ok', value }, true, ids)).toEqual({ is: 'done' });
});

test('the items that are named failed, the others are done', () => {
  expect(batchOutcome({ is: 'ok', value: failures('b') }, true, ids)).toEqual({
    is: 'partial',
    failed: new Set(['b']),
  });
});

test.each([['unknown'], [''], [null]])('an item that is not in the batch (%j) fails the whole batch', (name) => {
  expect(batchOutcome({ is: 'ok', value: failures('a', name) }, true, ids)).toMatchObject({ is: 'failed' });
});

test('where item failures are not reported, the answer does not count', () => {
  expect(batchOutcome({ is: 'ok', value: failures('b') }, false, ids)).toEqual({ is: 'done' });
});

test('a crash fails the whole batch', () => {
  expect(batchOutcome({ is: 'crash', error: 'gone' }, true, ids)).toEqual({ is: 'failed', error: 'gone' });
});
