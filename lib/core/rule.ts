import type { Rule } from './common-check.ts';
import type { Entry } from './series.ts';

/** Most runs that a rule may look at. */
export const WIDEST_RULE = 20;

/** Whether `hits` of the last `of` entries are hits. Entries that could not be told (`unknown`) must be left out before. */
export function holds(rule: Rule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): boolean {
  return countHits(rule, entries, isHit) >= rule.hits;
}

/** How many of the last `of` entries are hits. */
export function countHits(rule: Rule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): number {
  return entries.slice(-rule.of).filter(isHit).length;
}

/** How many further hits in a row the rule lacks; 0 when it holds. */
export function lackingHits(rule: Rule, entries: readonly Entry[], isHit: (entry: Entry) => boolean): number {
  for (let more = 0; more < rule.hits; more += 1) {
    const kept = rule.of - more;
    const hits = kept <= 0 ? 0 : entries.slice(-kept).filter(isHit).length;
    if (hits + more >= rule.hits) return more;
  }
  return rule.hits;
}

/** A rule in words: `2 in a row`, `3 of the last 5`. */
export function describeRule(rule: Rule): string {
  return rule.hits === rule.of ? `${rule.hits} in a row` : `${rule.hits} of the last ${rule.of}`;
}
