import { OUTCOMES, type Outcome } from '../result.ts';
import type { Entry } from '../series.ts';
import { HOUR } from '../time.ts';
import { BadHistory } from './bad-history.ts';

/** The columns of a history as CSV, in this order. */
export const CSV_COLUMNS = ['at', 'check', 'region', 'outcome', 'latency'] as const;

/** The longest that a run may have taken: what is longer was counted in something else than milliseconds. */
const LONGEST_MS = HOUR;

/** A number as people and programs write it, no hexadecimal and no space. */
const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;

/** A run of a history. */
export type HistoryRun = { readonly check: string; readonly region: string; readonly entry: Entry };

/** Reads rows of a CSV history; remembers the last instant, which many rows share. */
export type RowReader = (row: readonly string[], line: number) => HistoryRun;

/**
 * A reader of rows `at,check,region,outcome,latency`: `at` is ISO 8601 with a zone or milliseconds since 1970, when the run
 * began; `latency` milliseconds, at most an hour. Throws a BadHistory for anything else.
 */
export function rowReader(): RowReader {
  let lastText = '';
  let lastAt = 0;
  return (row, line) => {
    const [atText = '', check = '', region = '', outcome = '', latencyText = ''] = row;
    if (row.length !== CSV_COLUMNS.length) {
      throw new BadHistory(line, `${row.length} values; a row has ${CSV_COLUMNS.length}: ${CSV_COLUMNS.join(',')}`);
    }
    if (atText !== lastText) {
      lastAt = instantOf('at', atText, line);
      lastText = atText;
    }
    if (check === '' || region === '') throw new BadHistory(line, 'check and region must not be empty');
    if (!isOutcome(outcome)) {
      throw new BadHistory(line, `outcome is "${outcome}"; allowed: ${OUTCOMES.join(', ')}`);
    }
    const total = Number(latencyText);
    if (!DECIMAL.test(latencyText) || total > LONGEST_MS) {
      throw new BadHistory(line, `latency is "${latencyText}"; allowed: milliseconds, from 0 to ${LONGEST_MS}`);
    }
    return { check, region, entry: entryOf(lastAt, outcome, total) };
  };
}

function entryOf(at: number, outcome: Outcome, total: number): Entry {
  const entry = { slot: at, run: 'scheduled' as const, outcome, total, startedAt: at, endedAt: at + total };
  return outcome === 'pass' ? entry : { ...entry, reason: outcome };
}

/** An instant in a column of a history. Throws a BadHistory. */
export function instantOf(column: string, text: string, line: number): number {
  const at = /^\d{12,14}$/.test(text) ? Number(text) : isoInstant(text);
  if (Number.isFinite(at)) return at;
  throw new BadHistory(line, `${column} is "${text}"; allowed: 2026-11-22T12:00:00Z, or milliseconds since 1970`);
}

/** Without a zone, a text would be another instant on another machine; 11/10/2026 would be another day to another reader. */
function isoInstant(text: string): number {
  if (!ISO.test(text)) return Number.NaN;
  // What no month has is taken for a day of the next one.
  const day = Number(text.slice(8, 10));
  if (day > 28 && new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() !== day) return Number.NaN;
  return Date.parse(text);
}

function isOutcome(text: string): text is Outcome {
  return (OUTCOMES as readonly string[]).includes(text);
}
