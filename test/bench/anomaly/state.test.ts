import { expect, test } from 'vitest';
import { sizeOf } from '../../../bench/anomaly/state.ts';

const update = () => 0;

test('a state costs its JSON, or what its checkpoint says, and eight bytes per number in memory', () => {
  const state = () => ({ level: 1.5, bins: [1, 2], ring: new Float32Array(3), warm: true });
  expect(sizeOf({ update, state })).toEqual({ checkpoint: JSON.stringify(state()).length, numbers: 8 + 16 + 12 + 8 });
  expect(sizeOf({ update, state, checkpoint: () => 'é' })).toMatchObject({ checkpoint: 2 });
});

test('a detector that shows no state has no size', () => {
  expect(sizeOf({ update })).toBeUndefined();
});
