/** A bug put into a copy of the code: the tests named must fail on it. */
export type PlantedBug = {
  /** What a reader of a bad change would say. */
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Test files that must notice. */
  readonly tests: readonly string[];
};

const WORLDS = 'test/simulation/worlds.test.ts';
const LAWS = 'test/simulation/laws.test.ts';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'the sweep wakes nothing that is due',
    file: 'lib/app/sweep.ts',
    find: 'await inGroups(LOADED_TOGETHER, due, ({ key }) => guard(ctx.aggregates.wake(key, now)));',
    replace: '',
    tests: [WORLDS],
  },
  {
    name: 'a release takes away every hold of the switch, whoever owns it',
    file: 'lib/core/advance-service.ts',
    find: 'one.incident !== request.incident || one.switch !== request.switch',
    replace: 'one.switch !== request.switch',
    tests: ['test/lib/core/advance-service.test.ts'],
  },
  {
    name: 'a late hold is taken after its release',
    file: 'lib/core/advance-service.ts',
    find: 'if (hold.n <= seen)',
    replace: 'if (hold.n < 0)',
    tests: ['test/lib/core/advance-service.test.ts'],
  },
  {
    name: 'maxOff is not looked at',
    file: 'lib/core/advance-service.ts',
    find: 'if (off.size > service.maxOff)',
    replace: 'if (off.size > 99)',
    tests: [LAWS, 'test/lib/core/advance-service.test.ts'],
  },
  {
    name: 'a region without fresh frames still votes',
    file: 'lib/core/judge.ts',
    find: '(ring.at(-1)?.slot ?? 0) >= oldest',
    replace: 'ring.length > 0 && oldest > 0',
    tests: ['test/lib/core/judge.test.ts'],
  },
  {
    name: 'an outcome is booked without looking whether it is still owed',
    file: 'lib/core/effect.ts',
    find: "return { owed: rest, finished: { owed: entry, as: 'done'",
    replace: "return { owed, finished: { owed: entry, as: 'done'",
    tests: ['test/lib/core/effect.test.ts'],
  },
  {
    name: 'a decision does not wake those who carry it out, and what is owed is not due',
    file: 'lib/app/change-aggregate.ts',
    find: 'const owed = laneHeads(state.owed).map(({ retryAt, owedAt }) => Math.max(retryAt, owedAt));',
    replace: 'const owed: number[] = [];',
    tests: [WORLDS],
  },
  {
    name: 'the resolve notice is forgotten',
    file: 'lib/core/close-incident.ts',
    find: "kind: 'resolve',",
    replace: "kind: 'update',",
    tests: [WORLDS],
  },
  {
    name: 'a restore goes from 1 % straight to the release',
    file: 'lib/core/containment.ts',
    find: 'if (state.step + 1 < RESTORE_STEPS.length)',
    replace: 'if (state.step < 0)',
    tests: [WORLDS],
  },
  {
    name: 'the write is not conditional: the last detector wins',
    file: 'lib/adapters/memory/aggregates.ts',
    find: "if (version !== (items.get(key)?.version ?? 0)) return 'conflict';",
    replace: '',
    tests: ['test/contract'],
  },
];
