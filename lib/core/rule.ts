import { type Entry, RING_SIZE } from './series.ts';
import { type Duration, durationMs, formatSpan } from './time.ts';

/** Holds when `hits` of the last `of` runs do. `consecutive(n)` is n of n. */
export type CountRule = { readonly hits: number; readonly of: number };

/** Holds when so large a share of the scheduled runs within the window does, and so many of them. */
export type RateRule = { readonly share: number; readonly windowMs: number; readonly atLeast: number };

/** When a region counts as failing or degraded: a count, a rate, or one made of others. */
export type Rule = CountRule | RateRule | { readonly either: readonly Rule[] } | { readonly both: readonly Rule[] };

export type RateDefinition = {
  readonly share: number;
  readonly window: Duration;
  /** Fewest runs that must fail, so that little traffic proves nothing. Default 3. */
  readonly atLeast?: number;
};

/** A rule as a person wrote it. */
export type RuleDefinition =
  | CountRule
  | RateDefinition
  | { readonly either: readonly RuleDefinition[] }
  | { readonly both: readonly RuleDefinition[] };

/** Most runs that a rule may look at. */
export const WIDEST_RULE = 20;

/** The rule of a definition that validation has passed. */
export function compileRule(rule: RuleDefinition): Rule {
  if ('either' in rule) return { either: rule.either.map(compileRule) };
  if ('both' in rule) return { both: rule.both.map(compileRule) };
  if ('share' in rule) return { share: rule.share, windowMs: durationMs(rule.window), atLeast: rule.atLeast ?? 3 };
  return rule;
}

/** Whether the rule holds of the entries. Those that could not be told (`unknown`) must be left out before. */
export function holds(rule: Rule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): boolean {
  if ('either' in rule) return rule.either.some((one) => holds(one, entries, isHit));
  if ('both' in rule) return rule.both.every((one) => holds(one, entries, isHit));
  if ('share' in rule) return holdsRate(rule, entries, isHit);
  return countHits(rule, entries, isHit) >= rule.hits;
}

function holdsRate(rule: RateRule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): boolean {
  const newest = entries.at(-1)?.slot ?? 0;
  const within = entries.filter(({ slot, run }) => run === 'scheduled' && slot > newest - rule.windowMs);
  const hits = within.filter(isHit).length;
  return hits >= rule.atLeast && hits >= rule.share * within.length;
}

/** How many of the last `of` entries are hits. */
export function countHits(rule: Rule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): number {
  return windowOf(rule, entries).filter(isHit).length;
}

/** How many further hits in a row the rule lacks; 0 when it holds. */
export function lackingHits(rule: Rule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): number {
  if ('either' in rule) return Math.min(...rule.either.map((one) => lackingHits(one, entries, isHit)));
  if ('both' in rule) return Math.max(...rule.both.map((one) => lackingHits(one, entries, isHit)));
  // A burst is no sample of what was planned: it says nothing to a rate.
  if ('share' in rule) return holds(rule, entries, isHit) ? 0 : 1;
  for (let more = 0; more < rule.hits; more += 1) {
    const kept = rule.of - more;
    const hits = kept <= 0 ? 0 : entries.slice(-kept).filter(isHit).length;
    if (hits + more >= rule.hits) return more;
  }
  return rule.hits;
}

/** A rule in words: `2 in a row`, `3 of the last 5`. */
export function describeRule(rule: Rule): string {
  if ('either' in rule) return rule.either.map(describeRule).join(' or ');
  if ('both' in rule) return rule.both.map(describeRule).join(' and ');
  if ('share' in rule) return `${Math.round(rule.share * 1000) / 10} % of ${formatSpan(rule.windowMs)}`;
  return rule.hits === rule.of ? `${rule.hits} in a row` : `${rule.hits} of the last ${rule.of}`;
}

/** The newest entries that the rule looks at. */
export function windowOf(rule: Rule, entries: readonly Entry[]): readonly Entry[] {
  if ('of' in rule) return entries.slice(-rule.of);
  if ('share' in rule) {
    const newest = entries.at(-1)?.slot ?? 0;
    return entries.filter(({ slot }) => slot > newest - rule.windowMs);
  }
  const windows = ('either' in rule ? rule.either : rule.both).map((one) => windowOf(one, entries));
  return windows.reduce((widest, one) => (one.length > widest.length ? one : widest), []);
}

/** Runs that a check's series remembers: what its rules look at, with room for bursts beside them. */
export function ringSizeOf(_check: { readonly cadenceMs: number; readonly failWhen: Rule }): number {
  return RING_SIZE;
}
