import { type Entry, RING_SIZE } from './series.ts';
import { type Duration, durationMs, formatSpan } from './time.ts';

/** Holds when `hits` of the last `of` runs do. `consecutive(n)` is n of n. */
export type CountRule = { readonly hits: number; readonly of: number };

/** Holds when so large a share of the scheduled runs within the window does, and so many of them. */
export type RateRule = { readonly share: number; readonly windowMs: number; readonly atLeast: number };

/** When a region counts as failing or degraded: a count, a rate, or one made of others. */
export type Rule = CountRule | RateRule | { readonly either: readonly Rule[] } | { readonly both: readonly Rule[] };

export type RateDefinition = {
  /** Above 0, at most 1: 0.2 is every fifth run. */
  readonly share: number;
  /** At most 120 runs. */
  readonly window: Duration;
  /** Fewest runs that must fail, so that a few runs prove nothing. Default 3. */
  readonly atLeast?: number;
};

/** A rule as a person wrote it. */
export type RuleDefinition =
  | CountRule
  | RateDefinition
  | { readonly either: readonly RuleDefinition[] }
  | { readonly both: readonly RuleDefinition[] };

/** Most runs that a count may look at. */
export const WIDEST_RULE = 20;

/** Most runs that fit into the window of a rate. What is slower than that is an error budget's business. */
export const WIDEST_RATE = 120;

/** Fewest hits of a rate that does not say. */
export const FEWEST_HITS = 3;

/** A region that fails by a rate is not well before the share has fallen below this part of it. */
const WELL_PART = 0.5;

/** What is asked of a run: whether it failed, or warned. */
export type IsHit = (entry: Entry) => boolean;

/**
 * The runs of a region that a rule is held against: those that could be told. `begin`: index of the first after the region
 * was last well. Counts look no further back; rates do, for they are about a time. `end`: index after the newest.
 * `forgottenMs`: the cadence, where older runs have left the ring: what a rate cannot see of its window is taken as passed.
 */
export type Runs = {
  readonly ring: readonly Entry[];
  readonly begin: number;
  readonly end: number;
  readonly forgottenMs?: number;
};

/** The rule of a definition that validation has passed. */
export function compileRule(rule: RuleDefinition): Rule {
  if ('either' in rule) return { either: rule.either.map(compileRule) };
  if ('both' in rule) return { both: rule.both.map(compileRule) };
  if ('share' in rule) {
    return { share: rule.share, windowMs: durationMs(rule.window), atLeast: rule.atLeast ?? FEWEST_HITS };
  }
  return { hits: rule.hits, of: rule.of };
}

/** Whether the rule holds of the runs. */
export function holds(rule: Rule, runs: Runs, isHit: IsHit): boolean {
  if ('either' in rule) return rule.either.some((one) => holds(one, runs, isHit));
  if ('both' in rule) return rule.both.every((one) => holds(one, runs, isHit));
  if ('share' in rule) {
    const { hits, of } = rateOf(rule, runs, isHit);
    return hits >= rule.atLeast && shareOf(hits, of) >= rule.share;
  }
  return hitsOf(rule, runs, isHit) >= rule.hits;
}

/** Whether a rate within the rule stands so high that the region cannot be well yet. Never for counts. */
export function isStillHigh(rule: Rule, runs: Runs, isHit: IsHit): boolean {
  if ('either' in rule) return rule.either.some((one) => isStillHigh(one, runs, isHit));
  if ('both' in rule) return rule.both.some((one) => isStillHigh(one, runs, isHit));
  if (!('share' in rule)) return false;
  const { hits, of } = rateOf(rule, runs, isHit);
  return hits >= rule.atLeast && shareOf(hits, of) > rule.share * WELL_PART;
}

/** Start of the first hit that the rule looks at, of a count or a rate that holds; undefined where none within it does. */
export function firstHitOf(rule: Rule, runs: Runs, isHit: IsHit): number | undefined {
  if ('of' in rule) {
    if (!holds(rule, runs, isHit)) return undefined;
    return runs.ring.slice(Math.max(runs.begin, runs.end - rule.of), runs.end).find(isHit)?.startedAt;
  }
  if ('share' in rule) {
    if (!holds(rule, runs, isHit)) return undefined;
    const oldest = (runs.ring[runs.end - 1]?.slot ?? 0) - rule.windowMs;
    return runs.ring.find((entry) => entry.slot > oldest && entry.run === 'scheduled' && isHit(entry))?.startedAt;
  }
  const parts = 'either' in rule ? rule.either : 'both' in rule ? rule.both : [];
  const starts = parts.flatMap((one) => firstHitOf(one, runs, isHit) ?? []);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** How many of the runs that the rule looks at are hits: of the widest, where there are several. */
export function countHits(rule: Rule, runs: Runs, isHit: IsHit): { readonly hits: number; readonly of: number } {
  if ('share' in rule) return rateOf(rule, runs, isHit);
  if ('of' in rule) {
    return { hits: hitsOf(rule, runs, isHit), of: Math.min(rule.of, runs.end - runs.begin) };
  }
  const counts = ('either' in rule ? rule.either : rule.both).map((one) => countHits(one, runs, isHit));
  return counts.reduce((widest, one) => (one.of > widest.of ? one : widest));
}

/** How many further hits in a row the rule lacks; 0 when it holds. A burst is no sample of a rate: to one it lacks 1. */
export function lackingHits(rule: Rule, runs: Runs, isHit: IsHit): number {
  if ('either' in rule) return Math.min(...rule.either.map((one) => lackingHits(one, runs, isHit)));
  if ('both' in rule) return Math.max(...rule.both.map((one) => lackingHits(one, runs, isHit)));
  if ('share' in rule) return holds(rule, runs, isHit) ? 0 : 1;
  for (let more = 0; more < rule.hits; more += 1) {
    const kept = rule.of - more;
    if ((kept <= 0 ? 0 : hitsOf({ hits: 0, of: kept }, runs, isHit)) + more >= rule.hits) return more;
  }
  return rule.hits;
}

/** A rule in words: `2 in a row`, `3 of the last 5`, `20 % of 10m, at least 3`. */
export function describeRule(rule: Rule): string {
  if ('either' in rule) return rule.either.map(describePart).join(', or ');
  if ('both' in rule) return rule.both.map(describePart).join(' and ');
  if ('share' in rule) {
    return `${Math.round(rule.share * 1_000) / 10} % of ${formatSpan(rule.windowMs)}, at least ${rule.atLeast}`;
  }
  return rule.hits === rule.of ? `${rule.hits} in a row` : `${rule.hits} of the last ${rule.of}`;
}

/** The rules that a check is judged by, as far as they need a memory. */
type Remembering = {
  readonly cadenceMs: number;
  readonly failWhen: Rule;
  readonly degradedWhen?: Rule;
  readonly contain?: { readonly when?: Rule };
};

/** Runs that a check's series remembers: the widest rate's, or what counts look at, with room for bursts beside them. */
export function ringSizeOf({ cadenceMs, failWhen, degradedWhen, contain }: Remembering): number {
  const rules = [failWhen, degradedWhen, contain?.when].flatMap((rule) => rule ?? []);
  const widest = Math.max(0, ...rules.map(widestWindow));
  return Math.max(RING_SIZE, Math.min(WIDEST_RATE, Math.ceil(widest / cadenceMs)) + RING_SIZE / 2);
}

/** The widest window of the rates within a rule, milliseconds; 0 where there is none. */
export function widestWindow(rule: Rule): number {
  if ('share' in rule) return rule.windowMs;
  const parts = 'either' in rule ? rule.either : 'both' in rule ? rule.both : [];
  return Math.max(0, ...parts.map(widestWindow));
}

function describePart(rule: Rule): string {
  return 'either' in rule || 'both' in rule ? `(${describeRule(rule)})` : describeRule(rule);
}

function hitsOf({ of }: CountRule, { ring, begin, end }: Runs, isHit: IsHit): number {
  let hits = 0;
  for (let i = Math.max(begin, end - of); i < end; i += 1) if (isHit(ring[i] as Entry)) hits += 1;
  return hits;
}

/** Divided, not multiplied: 7 of 100 is 0.07 in binary too, and 0.07 × 100 is more than 7. */
function shareOf(hits: number, of: number): number {
  return of === 0 ? 0 : hits / of;
}

/** Scheduled runs alone: bursts and watch runs look at bad times more often, and would bend the share. */
function rateOf({ windowMs }: RateRule, { ring, end, forgottenMs }: Runs, isHit: IsHit): { hits: number; of: number } {
  const oldest = (ring[end - 1]?.slot ?? 0) - windowMs;
  let [hits, of] = [0, 0];
  for (let i = end - 1; i >= 0; i -= 1) {
    const entry = ring[i] as Entry;
    if (entry.slot <= oldest) break;
    if (entry.run !== 'scheduled') continue;
    of += 1;
    if (isHit(entry)) hits += 1;
  }
  // Else a share of the few runs that are left of an old window would be high where that of all of them was not.
  const isCut = forgottenMs !== undefined && (ring[0]?.slot ?? 0) > oldest + forgottenMs;
  return { hits, of: isCut ? Math.max(of, Math.floor(windowMs / forgottenMs)) : of };
}
