import { expect, test } from 'vitest';
import { newTrace } from '../../../../lib/adapters/probe/trace.ts';

test('no two traces have the same id, nor the same parent', () => {
  const traces = Array.from({ length: 1_000 }, () => newTrace(false));
  const parents = traces.map(({ headers }) => headers.traceparent?.split('-')[2]);
  for (const digits of [traces.map(({ id }) => id), parents]) expect(new Set(digits).size).toBe(1_000);
  // Of each id the random part alone.
  expect(new Set(traces.map(({ id }) => id.slice(8))).size).toBe(1_000);
  expect(parents.every((parent) => /^[0-9a-f]{16}$/.test(parent ?? ''))).toBe(true);
});
