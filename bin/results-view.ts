import Table from 'cli-table3';
import colors from 'picocolors';
import type { RegionResult } from '../lib/app/run-checks.ts';
import { PHASES } from '../lib/core/assertion.ts';
import type { Failure } from '../lib/core/failure.ts';
import type { Outcome } from '../lib/core/result.ts';

const COLORS: Readonly<Record<Outcome, (text: string) => string>> = {
  pass: colors.green,
  warn: colors.yellow,
  fail: colors.red,
  unknown: colors.magenta,
};

/** A table without lines. */
export const PLAIN = {
  chars: Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
      ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
    ),
  ),
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
};

/** `{ "results": […] }`. Every field is there; what did not happen is null. Times in milliseconds. */
export function resultsJson(results: readonly RegionResult[]): string {
  return JSON.stringify({ results: results.map(plain) }, null, 2);
}

/**
 * A table of outcomes and times in milliseconds, with the reason where a check did not pass, and a line that counts. The
 * steps of a flow stand under it.
 */
export function resultsTable(results: readonly RegionResult[]): string {
  const head = ['check', 'region', 'outcome', 'status', ...PHASES, 'total', 'attempts', 'reason'];
  const table = new Table({
    ...PLAIN,
    chars: { ...PLAIN.chars, middle: '' },
    head: head.map((name) => colors.bold(name === 'firstByte' ? 'first byte' : name)),
    colAligns: head.map((name) => (['check', 'region', 'outcome', 'reason'].includes(name) ? 'left' : 'right')),
  });
  for (const result of results) {
    const { id, region, outcome, status, phases, total, attempts, failure, first } = result;
    const times = [...PHASES.map((phase) => phases[phase]), total].map((ms) => ms?.toFixed(1) ?? '–');
    const reasons = [inWords(failure), first && `the first attempt: ${inWords(first)}`];
    const reason = reasons.filter(Boolean).join('; ');
    table.push([id, region, COLORS[outcome](outcome), status ?? '–', ...times, attempts, reason]);
    const blanks = PHASES.map(() => '');
    for (const step of result.steps ?? []) {
      table.push([`  ${step.name}`, '', COLORS[step.outcome](step.outcome), '', ...blanks, step.ms.toFixed(1), '', '']);
    }
  }
  const counts = (['pass', 'warn', 'fail', 'unknown'] as const)
    .map((outcome) => ({ outcome, count: results.filter((result) => result.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => COLORS[outcome](`${count} ${outcome}`));
  return `${table.toString()}\n\n${counts.join(', ')}; times in ms`;
}

function plain({ id, region, outcome, failure, phases, total, lag, status, attempts, first, steps }: RegionResult) {
  return {
    id,
    region,
    outcome,
    failure: told(failure),
    phases: Object.fromEntries(PHASES.map((phase) => [phase, rounded(phases[phase])])),
    total: rounded(total),
    lag: rounded(lag),
    status: status ?? null,
    attempts,
    first: told(first),
    steps: steps?.map((step) => ({ ...step, ms: rounded(step.ms) })) ?? null,
  };
}

function inWords(failure: Failure | undefined): string {
  return failure === undefined ? '' : `${failure.kind}: ${failure.message}`;
}

function told(failure: Failure | undefined) {
  if (failure === undefined) return null;
  const { kind, message, expected = null, actual = null } = failure;
  return { kind, message, expected, actual };
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 1_000) / 1_000;
}
