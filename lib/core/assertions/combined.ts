import type { Assertion } from '../assertion.ts';
import { excerpt } from '../condition.ts';
import type { Judged, Words } from '../judged.ts';

/** Branches of an expectation that a message tells, and the share that each has of it. */
const TOLD = 3;
const SHARE = 60;

const RANK = { pass: 0, warn: 1, fail: 2 } as const;

type Judge = (assertion: Assertion) => Judged;

/** The best of its branches: one that holds is enough. The first that holds is the last that is looked at. */
export function judgeAnyOf(of: readonly Assertion[], judge: Judge): Judged {
  const seen: Judged[] = [];
  for (const assertion of of) {
    const one = judge(assertion);
    seen.push(one);
    if (one.outcome === 'pass') return one;
  }
  const best = byRank(seen)[0];
  if (best === undefined) return nothing('anyOf');
  if (seen.length === 1 || best.outcome === 'warn') return best;
  const told = seen.some((one) => one.cannotTell) ? ({ cannotTell: true } as const) : {};
  return { outcome: 'fail', ...told, say: (negated) => join(`none of ${seen.length} holds`, ' or ', seen, negated) };
}

/** The worst of its branches: every one must hold. */
export function judgeAllOf(of: readonly Assertion[], judge: Judge): Judged {
  const seen = of.map(judge);
  const worst = byRank(seen).at(-1);
  if (worst === undefined) return nothing('allOf');
  const missing = seen.filter(({ outcome }) => outcome === worst.outcome);
  const missed = missing.find((one) => !one.cannotTell) ?? missing[0] ?? worst;
  if (seen.length === 1 || worst.outcome !== 'pass') return missed;
  return { outcome: 'pass', say: (negated) => join(`all of ${seen.length} hold`, ' and ', seen, negated) };
}

function byRank(all: readonly Judged[]): readonly Judged[] {
  return [...all].sort((a, b) => RANK[a.outcome] - RANK[b.outcome]);
}

/** What each branch expected and what came, each shortened. */
function join(head: string, between: string, all: readonly Judged[], negated?: boolean): Words {
  const told = all.map((one) => one.say(negated));
  const more = told.length > TOLD ? `; and ${told.length - TOLD} more` : '';
  const parts = told
    .slice(0, TOLD)
    .map(({ is, expected }) => `${excerpt(is, SHARE)}, expected ${excerpt(expected, SHARE)}`);
  const is = `${head}: ${parts.join('; ')}${more}`;
  const kind =
    told.find((words) => words.kind === 'probe')?.kind ??
    (told.every((words) => words.kind === 'status') ? 'status' : 'assertion');
  const expected = excerpt(told.map((words) => excerpt(words.expected, SHARE)).join(between));
  const actual = excerpt(told.map((words) => excerpt(words.is, SHARE)).join('; '));
  return { kind, message: is, expected, actual, is };
}

/** Validation refuses it; whoever goes past that finds out. */
function nothing(on: string): Judged {
  const expected = 'at least one assertion';
  const words: Words = {
    kind: 'assertion',
    message: `${on} of nothing`,
    expected,
    actual: 'none',
    is: `${on} of nothing`,
  };
  return { outcome: 'fail', cannotTell: true, say: () => words };
}
