import { WIDEST_RATE, WIDEST_RULE } from '../../rule.ts';
import { formatSpan, parseDuration } from '../../time.ts';
import { type Draft, type DraftCheck, fieldsOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { WRONG_OPTIONS } from '../translate.ts';
import { repeated } from './ids.ts';

/** Deepest that rules may be made of rules. */
const DEEPEST = 3;

/** `atLeast` of a rate that does not say it. */
const FEWEST = 3;

const FORMS = 'ofLast(3, 5), consecutive(3), rate(0.2, "30m"), either(…) or both(…)';

type Fields = Readonly<Record<string, unknown>>;

/** `failWhen`, `recoverWhen`, `degradedWhen` and the trip's own `when` are rules that can hold. */
export function rules(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => {
    const { fields, at } = check;
    const when = fieldsOf(fields.contain).when;
    return [
      ...ruleOf(fields.failWhen, [...at, 'failWhen'], check),
      ...recoveryOf(fields.recoverWhen, [...at, 'recoverWhen'], check),
      ...ruleOf(fields.degradedWhen, [...at, 'degradedWhen'], check),
      ...ruleOf(when, [...at, 'contain', 'when'], check),
    ];
  });
}

/** Recovery looks at runs in a row or of the last few: a share of a time says nothing of now. */
function recoveryOf(rule: unknown, at: Path, check: DraftCheck): readonly Finding[] {
  if (rule === undefined || kindOf(rule) === 'count') return ruleOf(rule, at, check);
  return [
    {
      at,
      message: `${nameOf(at)} is no count of runs`,
      got: shown(rule),
      allowed: 'consecutive(3) or ofLast(3, 5)',
      fix: 'write consecutive(2)',
    },
  ];
}

function ruleOf(rule: unknown, at: Path, check: DraftCheck, depth = 1): readonly Finding[] {
  if (rule === undefined) return [];
  const name = nameOf(at);
  const fields = fieldsOf(rule);
  switch (kindOf(rule)) {
    case 'count':
      return [...strangers(fields, ['hits', 'of'], at), ...countOf(fields, at, name)];
    case 'rate':
      return [...strangers(fields, ['share', 'window', 'atLeast'], at), ...rateOf(fields, at, name, check)];
    case 'either':
    case 'both': {
      const key = kindOf(rule) as 'either' | 'both';
      const parts = fields[key];
      if (!Array.isArray(parts) || parts.length < 2) {
        const fix = `name them: ${key}(consecutive(3), rate(0.2, '30m'))`;
        return [
          { at, message: `${key} joins less than two rules`, got: show(parts), allowed: 'two rules or more', fix },
        ];
      }
      if (depth >= DEEPEST) {
        return [
          { at, message: 'rules are nested too deeply', allowed: `at most ${DEEPEST} deep`, fix: 'make it simpler' },
        ];
      }
      const nested = parts.flatMap((part: unknown, i) => ruleOf(part ?? null, [...at, key, i], check, depth + 1));
      return [
        ...strangers(fields, [key], at),
        ...nested,
        ...(nested.length > 0 ? [] : repeated(parts, [...at, key], 'the rule')),
      ];
    }
    default:
      return [{ at, message: `${name} is no rule`, got: shown(rule), allowed: FORMS, fix: 'write consecutive(3)' }];
  }
}

function countOf({ hits, of }: Fields, at: Path, name: string): readonly Finding[] {
  const allowed = `whole numbers, 1 ≤ hits ≤ of ≤ ${WIDEST_RULE}`;
  const finding = { at, got: `${show(hits)} of the last ${show(of)}`, allowed };
  if (!Number.isInteger(hits) || !Number.isInteger(of)) {
    const fix = 'write ofLast(3, 5) or consecutive(3)';
    return [{ ...finding, message: `${name} does not say whole numbers of runs`, fix }];
  }
  const [least, most] = [hits as number, of as number];
  if (least < 1) return [{ ...finding, message: `${name} needs at least one run`, fix: 'use 1 or more' }];
  if (least > most) {
    const fix = `write ofLast(${most}, ${least})`;
    return [{ ...finding, message: `${name} asks for more runs than it looks at`, fix }];
  }
  if (most <= WIDEST_RULE) return [];
  const fix = `use at most ${WIDEST_RULE} runs, or rate(…) for a longer time`;
  return [{ ...finding, message: `${name} looks back too far`, fix }];
}

function rateOf({ share, window, atLeast }: Fields, at: Path, name: string, check: DraftCheck): readonly Finding[] {
  const findings: Finding[] = [];
  if (typeof share !== 'number' || !(share > 0 && share <= 1)) {
    const isPercent = typeof share === 'number' && share >= 2 && share <= 100;
    const fix = isPercent ? `write ${Number((share / 100).toFixed(6))}` : 'write 0.2 for 20 %';
    const place = [...at, 'share'];
    findings.push({ at: place, message: `${name} does not say a share of runs`, allowed: 'above 0, at most 1', fix });
  }
  const isNumberOfRuns = Number.isInteger(atLeast) && (atLeast as number) >= 2 && (atLeast as number) <= WIDEST_RATE;
  if (atLeast !== undefined && !isNumberOfRuns) {
    const fix = 'write 3, or leave it out';
    findings.push({
      at: [...at, 'atLeast'],
      message: 'atLeast is no number of runs',
      allowed: `a whole number, 2 to ${WIDEST_RATE}`,
      fix,
    });
  }
  const windowMs = parseDuration(window);
  if (windowMs === undefined) {
    findings.push({
      at: [...at, 'window'],
      message: 'the window is no duration',
      allowed: "such as '30m'",
      fix: "write '30m'",
    });
    return findings;
  }
  if (check.cadenceMs === undefined) return findings;
  const runs = Math.floor(windowMs / check.cadenceMs);
  const fewest = isNumberOfRuns ? (atLeast as number) : FEWEST;
  const [least, most] = [fewest * check.cadenceMs, WIDEST_RATE * check.cadenceMs];
  if (runs >= fewest && runs <= WIDEST_RATE) return findings;
  const allowed = `${formatSpan(least)} to ${formatSpan(most)} at this cadence: ${fewest} to ${WIDEST_RATE} runs`;
  const message = runs < fewest ? 'the window holds too few runs' : 'the window holds too many runs';
  const fix = runs < fewest ? 'widen it' : 'shorten it; what burns slowly is for slo(…)';
  return [...findings, { at: [...at, 'window'], message, allowed, fix }];
}

function kindOf(rule: unknown): 'count' | 'rate' | 'either' | 'both' | undefined {
  const fields = fieldsOf(rule);
  // What another factory made may have a window too, and what is made of assertions is `of` some.
  if ('kind' in fields || 'on' in fields) return undefined;
  if ('hits' in fields || 'of' in fields) return 'count';
  if ('share' in fields || 'window' in fields) return 'rate';
  if ('either' in fields) return 'either';
  return 'both' in fields ? 'both' : undefined;
}

function strangers(fields: Fields, known: readonly string[], at: Path): readonly Finding[] {
  return Object.keys(fields)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known);
      const fix = meant === undefined ? 'remove it' : `did you mean ${show(meant)}?`;
      const finding = { at: [...at, key], allowed: list(known) };
      if (key === 'options') return { ...finding, message: WRONG_OPTIONS, fix: 'write them as { … }' };
      return { ...finding, message: `${show(key)} is no option of this rule`, fix };
    });
}

function nameOf(at: Path): string {
  return String(at.findLast((part) => typeof part === 'string' && !['either', 'both'].includes(part)));
}

function shown(rule: unknown): string {
  return show(rule);
}
