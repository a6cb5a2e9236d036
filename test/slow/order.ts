import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The order of the slow suites, two at a time: first the demo, which waits most of its time and takes the longest; beside it
 * what is over before the demo's chaos begins, then those that wait for a clock; at the end those that use up a core.
 */
const ORDER = [
  'demo',
  'own-infrastructure',
  'init',
  'judgement',
  'anomaly',
  'dev',
  'invocations',
  'package',
  'planted',
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
