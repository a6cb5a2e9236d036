import type { Check } from '../lib/core/check.ts';
import type { HttpCheck } from '../lib/core/kinds/http.ts';
import type { Monitor } from '../lib/core/monitor.ts';
import type { Outcome, Result, RunKind } from '../lib/core/result.ts';
import { EMPTY_SERIES, type Entry, fold, type Series } from '../lib/core/series.ts';
import { MINUTE, SECOND } from '../lib/core/time.ts';

/** 2026-11-22T12:00:00Z: the instant at which tests begin. */
export const NOON = Date.UTC(2026, 10, 22, 12);

export const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;

/** A check of three regions at 10 s, two in a row to fail and to recover, quorum two. */
export function aCheck(changes: Partial<HttpCheck> = {}): HttpCheck {
  return {
    id: 'recommendations',
    kind: 'http',
    target: 'https://api.shop.example/recommendations',
    url: 'https://api.shop.example/recommendations',
    method: 'GET',
    headers: {},
    timeoutMs: 9 * SECOND,
    budgetMs: 9 * SECOND,
    cadenceMs: 10 * SECOND,
    expect: [{ on: 'status', allowed: ['2xx'] }],
    failWhen: { hits: 2, of: 2 },
    recoverWhen: { hits: 2, of: 2 },
    regions: REGIONS,
    quorum: 2,
    retry: [],
    ...changes,
  };
}

/** The trip of `aCheck`: auto, sees the dependency, holds 10 s. */
export function aTrip(changes: Partial<NonNullable<Check['contain']>> = {}): NonNullable<Check['contain']> {
  return {
    service: 'shop',
    switch: 'recommendations',
    mode: 'auto',
    allow: 0,
    sees: 'dependency',
    relieves: [],
    holdMs: 10 * SECOND,
    graceMs: 2 * MINUTE,
    singleRegion: false,
    ...changes,
  };
}

/** A monitor of the given checks with the shop's two switches. */
export function aMonitor(checks: readonly Check[], changes: Partial<Monitor> = {}): Monitor {
  return {
    name: 'shop',
    home: 'eu-west-1',
    regions: REGIONS.map((name) => ({ name, allow: [] })),
    services: [
      {
        id: 'shop',
        regions: ['eu-west-1', 'us-east-1'],
        maxOff: 2,
        switches: [
          { name: 'recommendations', failDefault: 'on' },
          { name: 'reviews', failDefault: 'on' },
        ],
      },
    ],
    channels: [{ kind: 'email', address: 'oncall@shop.example' }],
    checks,
    ...changes,
  };
}

/** A run's result with this outcome. */
export function aResult(id: string, outcome: Outcome): Result {
  const failure = { kind: 'status' as const, message: 'status 500', expected: '2xx', actual: '500' };
  const base = { id, outcome, total: 12.5, phases: {}, attempts: 1 };
  if (outcome === 'fail') return { ...base, status: 500, failure };
  if (outcome === 'unknown') return { ...base, failure: { kind: 'probe', message: 'our own fault' } };
  return { ...base, status: 200 };
}

/** One run as a series remembers it. */
export function anEntry(slot: number, outcome: Outcome, run: RunKind = 'scheduled', burst?: string): Entry {
  const base = { slot, run, outcome, total: 12.5, startedAt: slot, endedAt: slot + 50 };
  return {
    ...base,
    ...(burst === undefined ? {} : { burst }),
    ...(outcome === 'fail' ? { reason: 'status: 500' } : {}),
  };
}

/**
 * A series from a word of outcomes, one slot each, the last at `end`: `p` pass, `w` warn, `f` fail, `u` unknown; in
 * capitals a burst's.
 */
export function aSeries(word: string, end: number = NOON, cadenceMs: number = 10 * SECOND): Series {
  const outcomes: Readonly<Record<string, Outcome>> = { p: 'pass', w: 'warn', f: 'fail', u: 'unknown' };
  return [...word].reduce((series, letter, i) => {
    const outcome = outcomes[letter.toLowerCase()] ?? 'unknown';
    const slot = end - (word.length - 1 - i) * cadenceMs;
    const isBurst = letter !== letter.toLowerCase();
    return fold(series, isBurst ? anEntry(slot, outcome, 'burst', `us-east-1#${i}`) : anEntry(slot, outcome));
  }, EMPTY_SERIES);
}
