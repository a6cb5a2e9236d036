import { expect, test } from 'vitest';
import { regionFlaw } from '../../../../lib/core/validation/aws-regions.ts';

test('a name two edits from a known region is refused with the region that was meant', () => {
  for (const [name, meant] of [
    ['eu-wst-1', 'eu-west-1'],
    ['us-eats-1', 'us-east-1'],
    ['us-east-1 ', 'us-east-1'],
    ['ap-southest-2', 'ap-southeast-2'],
  ] as const) {
    expect(regionFlaw(name)?.fix).toBe(`did you mean "${meant}"?`);
  }
});

test('a known region is taken, and a name of the right form that resembles none', () => {
  expect(['eu-west-1', 'us-gov-west-1', 'eusc-de-east-1', 'nz-southwest-1'].map(regionFlaw)).toEqual(
    [1, 2, 3, 4].map(() => undefined),
  );
  expect(regionFlaw('ireland')?.fix).toBe('correct the name');
  expect(regionFlaw(7)?.fix).toBe('correct the name');
});
