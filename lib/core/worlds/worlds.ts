import { type Answer, type Asked, chanceOf, type Fault, type World } from './world.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** When the fault of most worlds begins: the regions have been well for a while. */
const BEGIN = 10 * MINUTE;

type Tells = (asked: Asked) => Answer | 'pass' | 'warn' | 'fail' | 'unknown';

/** A world with one fault: what it does while it lasts, nothing before and after. */
function during(
  name: string,
  seconds: number,
  tells: Tells,
  options: Partial<World & Pick<Fault, 'told'>> = {},
): World {
  const { told = true, ...rest } = options;
  const [from, to] = [BEGIN, BEGIN + seconds];
  const answer: Tells = (asked) => (asked.second >= from && asked.second < to ? tells(asked) : 'pass');
  return { name, lasts: to + 20 * MINUTE, faults: [{ from, to, told }], regions: 1, answer, ...rest };
}

/** In the first `n` regions. */
const inRegions =
  (n: number): Tells =>
  ({ region }) =>
    region < n ? 'fail' : 'pass';

const everywhere: Tells = () => 'fail';

/** Fails by chance, each run for itself. */
const byChance =
  (share: number, seed: number): Tells =>
  ({ region, second }) =>
    chanceOf(seed, region, second) < share ? 'fail' : 'pass';

/** Only the check itself, or its parent too. */
const ofBoth =
  (delay: number): Tells =>
  ({ parent, second }) =>
    !parent || second >= BEGIN + delay ? 'fail' : 'pass';

/**
 * What happens to endpoints, as far as one can say it in a sentence. The tests hold what each of them leads to, the pictures
 * of the documentation show it, and `killdeer backtest` without a history runs your own checks through all of them.
 */
export const WORLDS: readonly World[] = [
  { name: 'nothing is wrong for an hour', lasts: HOUR, faults: [], regions: 1, answer: () => 'pass' },
  during('everything fails for five minutes', 5 * MINUTE, everywhere),
  during('everything fails for an hour', HOUR, everywhere),
  during('everything fails for two minutes', 2 * MINUTE, everywhere),
  during(
    'one run of one region fails',
    MINUTE,
    ({ region, second }) => (region === 0 && second < BEGIN + MINUTE ? 'fail' : 'pass'),
    { told: false, regions: 2 },
  ),
  during('a hiccup: every region fails once', 20, everywhere, { told: false, regions: 2 }),
  during('one region of several fails for ten minutes', 10 * MINUTE, inRegions(1), { regions: 3 }),
  during('two regions of three or more fail for ten minutes', 10 * MINUTE, inRegions(2), { regions: 3 }),
  during('every third run fails for half an hour', 30 * MINUTE, ({ second }) =>
    Math.floor(second / MINUTE) % 3 === 0 ? 'fail' : 'pass',
  ),
  during('every second run fails for half an hour', 30 * MINUTE, ({ second }) =>
    Math.floor(second / MINUTE) % 2 === 0 ? 'fail' : 'pass',
  ),
  during('a brownout: a third of the runs fail by chance for half an hour', 30 * MINUTE, byChance(0.33, 11)),
  during('a brownout: seven of ten runs fail by chance for twenty minutes', 20 * MINUTE, byChance(0.7, 12)),
  during('a slow burn: two of a hundred runs fail by chance for six hours', 6 * HOUR, byChance(0.02, 13)),
  during('it goes up and down every three minutes for an hour', HOUR, ({ second }) =>
    Math.floor((second - BEGIN) / (3 * MINUTE)) % 2 === 0 ? 'fail' : 'pass',
  ),
  during('it goes up and down every ten minutes for two hours', 2 * HOUR, ({ second }) =>
    Math.floor((second - BEGIN) / (10 * MINUTE)) % 2 === 0 ? 'fail' : 'pass',
  ),
  during('it goes up and down every three minutes, then stays down for half an hour', 39 * MINUTE, ({ second }) =>
    second < BEGIN + 9 * MINUTE && Math.floor((second - BEGIN) / (3 * MINUTE)) % 2 === 1 ? 'pass' : 'fail',
  ),
  during('it fails, is well for five minutes, and fails again', 15 * MINUTE, ({ second }) =>
    second >= BEGIN + 5 * MINUTE && second < BEGIN + 10 * MINUTE ? 'pass' : 'fail',
  ),
  during('it warns of its latency for ten minutes', 10 * MINUTE, () => ({ outcome: 'warn', ms: 600 })),
  during('it warns, then fails, then warns, then is well', 15 * MINUTE, ({ second }) =>
    second >= BEGIN + 5 * MINUTE && second < BEGIN + 10 * MINUTE ? 'fail' : 'warn',
  ),
  during('every region has one slow answer', MINUTE, () => ({ outcome: 'warn', ms: 900 }), { told: false }),
  during('every failing run hangs until its timeout', 10 * MINUTE, () => ({ outcome: 'fail', ms: 10_000 })),
  during('failing results are known forty seconds late', 10 * MINUTE, () => ({ outcome: 'fail', late: 40 })),
  during(
    'one region is cut off: what it sees is unknown',
    30 * MINUTE,
    ({ region }) => (region === 0 ? 'unknown' : 'pass'),
    { told: false, regions: 2 },
  ),
  during('every region is cut off: all is unknown', 30 * MINUTE, () => 'unknown', { told: false }),
  during(
    'one region is cut off while the others fail',
    10 * MINUTE,
    ({ region }) => (region === 0 ? 'unknown' : 'fail'),
    { regions: 3 },
  ),
  during('half of the runs are unknown, the other half fail', 10 * MINUTE, ({ second }) =>
    Math.floor(second / MINUTE) % 2 === 0 ? 'unknown' : 'fail',
  ),
  during(
    'it fails in one region after the other, as a deploy goes round',
    15 * MINUTE,
    ({ region, regions, second }) => (second >= BEGIN + (region * 5 * MINUTE) / regions ? 'fail' : 'pass'),
    { regions: 2 },
  ),
  during(
    'it recovers in one region after the other',
    15 * MINUTE,
    ({ region, regions, second }) => (second < BEGIN + 5 * MINUTE + (region * 10 * MINUTE) / regions ? 'fail' : 'pass'),
    { regions: 2 },
  ),
  during('it passes once in the middle of an outage', 10 * MINUTE, ({ second }) =>
    second >= BEGIN + 5 * MINUTE && second < BEGIN + 6 * MINUTE ? 'pass' : 'fail',
  ),
  during('the check and its parent fail at once', 10 * MINUTE, ofBoth(0), { parent: true }),
  during('the check fails half a minute before its parent', 10 * MINUTE, ofBoth(30), { parent: true }),
  during('the parent alone fails', 10 * MINUTE, ({ parent }) => (parent ? 'fail' : 'pass'), { parent: true }),
  during('the check fails and its parent does not', 10 * MINUTE, ({ parent }) => (parent ? 'pass' : 'fail'), {
    parent: true,
  }),
  during(
    'the parent recovers and the check does not',
    20 * MINUTE,
    ({ parent, second }) => (parent && second >= BEGIN + 8 * MINUTE ? 'pass' : 'fail'),
    { parent: true },
  ),
  during(
    'it fails in the last minute of each hour, for three hours',
    3 * HOUR,
    ({ second }) => (second % HOUR >= HOUR - MINUTE ? 'fail' : 'pass'),
    { told: false, regions: 2 },
  ),
];
