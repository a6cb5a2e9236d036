import type { PlantedBug } from './bugs.ts';

const TABLE = 'test/lib/core/worlds/verdicts.test.ts';

/** A bug in the rules, and the worlds of the table that must notice it. */
export type RuleBug = PlantedBug & { readonly worlds: readonly string[] };

/** Each world of the table is named by at least one of them. */
export const RULE_BUGS: readonly RuleBug[] = [
  {
    name: 'a region that is not heard of this very instant is dark',
    file: 'lib/core/judge-monitor.ts',
    find: 'isDark: slot < darkBefore',
    replace: 'isDark: slot < asOf',
    tests: [TABLE],
    worlds: ['nothing is wrong for an hour'],
  },
  {
    name: 'one failure is enough, whatever the rule says',
    file: 'lib/core/rule.ts',
    find: 'return hitsOf(rule, runs, isHit) >= rule.hits;',
    replace: 'return hitsOf(rule, runs, isHit) >= 1;',
    tests: [TABLE],
    worlds: [
      'one run of one region fails',
      'a hiccup: every region fails once',
      'every region has one slow answer',
      'it fails in the last minute of each hour, for three hours',
      'every third run fails for half an hour',
      'every second run fails for half an hour',
      'a slow burn: two of a hundred runs fail by chance for six hours',
      'a brownout: seven of ten runs fail by chance for twenty minutes',
    ],
  },
  {
    name: 'one region is a quorum',
    file: 'lib/core/judge.ts',
    find: 'const needed = Math.min(check.quorum, fresh);',
    replace: 'const needed = Math.min(1, fresh);',
    tests: [TABLE],
    worlds: [
      'one region of several fails for ten minutes',
      'it fails in one region after the other, as a deploy goes round',
      'two regions of three or more fail for ten minutes',
    ],
  },
  {
    name: 'a region is well at its first pass',
    file: 'lib/core/health.ts',
    find: 'return holds(rule, { ring, begin: 0, end: ring.length }, isWell);',
    replace: 'return ring.some(isWell) || rule.hits === 0;',
    tests: [TABLE],
    worlds: [
      'it passes once in the middle of an outage',
      'it recovers in one region after the other',
      'a brownout: a third of the runs fail by chance for half an hour',
    ],
  },
  {
    name: 'what is unknown counts as failed',
    file: 'lib/core/health.ts',
    find: "return ring.filter(({ outcome }, i) => i >= begin && outcome !== 'unknown');",
    replace:
      "return ring.flatMap((entry, i) => (i < begin ? [] : [entry.outcome === 'unknown' ? { ...entry, outcome: 'fail' as const } : entry]));",
    tests: [TABLE],
    worlds: [
      'one region is cut off: what it sees is unknown',
      'every region is cut off: all is unknown',
      'half of the runs are unknown, the other half fail',
    ],
  },
  {
    name: 'a dark region is nobody’s business',
    file: 'lib/core/judge-monitor.ts',
    find: 'isDark: slot < darkBefore',
    replace: 'isDark: slot < 0',
    tests: [TABLE],
    worlds: ['one region is cut off: what it sees is unknown', 'one region is cut off while the others fail'],
  },
  {
    name: 'the end of an incident is not seen',
    file: 'lib/core/judge.ts',
    find: 'recovered: fresh.length > 0 && fresh.every(({ health }) => health.recovered),',
    replace: 'recovered: false,',
    tests: [TABLE],
    worlds: [
      'everything fails for five minutes',
      'everything fails for two minutes',
      'everything fails for an hour',
      'every failing run hangs until its timeout',
      'it fails, is well for five minutes, and fails again',
    ],
  },
  {
    name: 'going up and down is never flapping',
    file: 'lib/core/flap.ts',
    find: 'turns.length >= flapping.changes && at - first <= flapping.windowMs',
    replace: 'turns.length >= 99 && at - first <= flapping.windowMs',
    tests: [TABLE],
    worlds: ['it goes up and down every three minutes for an hour'],
  },
  {
    name: 'turns make a check flap however long ago they were',
    file: 'lib/core/flap.ts',
    find: 'turns.length >= flapping.changes && at - first <= flapping.windowMs',
    replace: 'turns.length >= flapping.changes',
    tests: [TABLE],
    worlds: ['it goes up and down every ten minutes for two hours'],
  },
  {
    name: 'a check that flaps is waited for however long it stays down',
    file: 'lib/core/flap.ts',
    find: 'LONGER * Math.max(...spells)',
    replace: 'Number.POSITIVE_INFINITY',
    tests: [TABLE],
    worlds: ['it goes up and down every three minutes, then stays down for half an hour'],
  },
  {
    name: 'warnings make nothing degraded',
    file: 'lib/core/health.ts',
    find: "const degraded = state === 'well' && holds(warnings, all, isWarning);",
    replace: "const degraded = state !== 'well' && holds(warnings, all, isWarning);",
    tests: [TABLE],
    worlds: ['it warns of its latency for ten minutes', 'it warns, then fails, then warns, then is well'],
  },
  {
    name: 'results that are known late are left out',
    file: 'lib/core/replay/replay.ts',
    find: 'const isFolded = entry.startedAt - entry.slot <= lane.latestMs &&',
    replace: 'const isFolded = entry.endedAt - entry.slot <= 30_000 &&',
    tests: [TABLE],
    worlds: ['failing results are known forty seconds late'],
  },
  {
    name: 'a child is told of however its parent fares',
    file: 'lib/core/held.ts',
    find: "if (parent !== undefined) return { for: 'parent'",
    replace: "if (parent !== undefined && since < 0) return { for: 'parent'",
    tests: [TABLE],
    worlds: [
      'the check and its parent fail at once',
      'the check fails half a minute before its parent',
      'the parent recovers and the check does not',
      'the check fails and its parent does not',
    ],
  },
  {
    name: 'what is down wakes nobody',
    file: 'lib/core/route.ts',
    find: "down: 'page',",
    replace: "down: 'warn',",
    tests: [TABLE],
    worlds: ['the parent alone fails', 'everything fails for an hour'],
  },
];
