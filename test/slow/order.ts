import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The order of the slow suites, two at a time: first the demo, which takes the longest, and beside it those that wait for a
 * clock as it does, the ones that mind a busy machine when the demo's syntheses are over; at the end those that use up a
 * core, and mind nobody.
 */
const ORDER = [
  'demo',
  'dev',
  'own-infrastructure',
  'judgement',
  'anomaly',
  'invocations',
  'package',
  'planted',
  'init',
  'crash-points',
];

/** Keeps the slow suites in their order, one that is not listed at the end; the others as vitest has them. */
export class SlowInOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isSlow(file)), ...sorted.filter(isSlow).sort(byPlace)];
  }
}

const isSlow = ({ project }: TestSpecification): boolean => project.name === 'slow';

const byPlace = (a: TestSpecification, b: TestSpecification): number => placeOf(a) - placeOf(b);

function placeOf({ moduleId }: TestSpecification): number {
  const place = ORDER.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place < 0 ? ORDER.length : place;
}
