import { LOST, type Reading, readingsAt } from './readings.ts';
import { formsOf, unitsOf } from './secret-forms.ts';

/** What may stand in the place of a secret: the first that shows nothing of any. */
const MARKS = ['<secret>', '***', '…'] as const;

/** Fewest characters of a secret that are struck where a text was cut within it. */
const LEAST_CUT = 4;

/** Fewest characters of a secret, from anywhere within it, that are struck wherever they stand. */
const LEAST_RUN = 8;

/** Longer secrets are keys in lines, each of which is a form by itself. */
const LONGEST_BROKEN = 256;

/** Where somebody cut a text: our own excerpts, and the errors of V8, which quote what they are given. */
const CUT = String.raw`\\*"?(?:…|\.\.\.)`;
const CUT_BEFORE = /(?:…|\.{3,})\\*"?/g;

/** The beginning of an escape, or of a character of several bytes, that was cut. */
const TORN = [
  String.raw`\\+u[0-9a-f]{4}(?:\\+(?:u[0-9a-f]{0,3})?)?|\\+(?:u[0-9a-f]{0,3})?`,
  '(?:%(?:25)*[0-9a-f]{2}){0,3}%(?:25)*[0-9a-f]?|(?:%(?:25)*[0-9a-f]{2}){1,3}',
  '&(?:amp;)*#?x?[0-9a-z]{0,6}',
  String.raw`[\u00c2-\u00f4][\u0080-\u00bf]{0,2}|[\ud800-\udbff]`,
].join('|');

const TORN_AND_CUT = new RegExp(`(?:${TORN})?(?=${CUT})`, 'iy');

/** How many characters back a torn one may begin that was taken for others. */
const TORN_BACK = 8;

type Form = readonly string[];
type Span = { readonly from: number; readonly to: number };

/** Strikes every secret from a text, in whatever form it stands there, and what is left of one where the text was cut. */
export type Strike = (text: string) => string;

/** What strikes these secrets. Empty ones are none. */
export function striker(secrets: readonly string[]): Strike {
  const forms = [...new Set(secrets)].flatMap(formsOf);
  if (forms.length === 0) return (text) => text;
  const byFirst = new Map<string, Form[]>();
  for (const form of forms) byFirst.set(form[0] ?? '', [...(byFirst.get(form[0] ?? '') ?? []), form]);
  // Of a secret that is a URL, scheme and host are no secret; its other parts are forms of their own.
  const broken = secrets.filter((secret) => secret.length <= LONGEST_BROKEN && !secret.includes('://')).map(startsIn);
  const known: Known = { forms, byFirst, broken };
  const isClean = (text: string) => spansIn(text, known).length === 0;
  const mark = MARKS.find(isClean) ?? '';
  const strike = (text: string, rounds: number): string => {
    const spans = spansIn(text, known);
    if (spans.length === 0) return text;
    // A secret that came to be by striking another one: nothing of such a text can be kept.
    return rounds === 0 ? mark : strike(without(text, spans, mark), rounds - 1);
  };
  return (text) => strike(text, 3);
}

type Known = {
  readonly forms: readonly Form[];
  readonly byFirst: ReadonlyMap<string, readonly Form[]>;
  /** The secrets themselves: pieces of them, which are left where a URL that holds one is taken apart, are struck too. */
  readonly broken: readonly Broken[];
};

/** `starts`: where each of its characters stands in it. */
type Broken = { readonly form: Form; readonly starts: ReadonlyMap<string, readonly number[]> };

function startsIn(secret: string): Broken {
  const form = unitsOf(secret);
  const starts = new Map<string, number[]>();
  for (const [start, char] of form.slice(0, 1 - LEAST_RUN).entries()) {
    starts.set(char, [...(starts.get(char) ?? []), start]);
  }
  return { form, starts };
}

function spansIn(text: string, { forms, byFirst, broken }: Known): readonly Span[] {
  const memo: (readonly Reading[])[] = [];
  const readings = (at: number): readonly Reading[] => {
    memo[at] ??= at < text.length ? readingsAt(text, at) : [];
    return memo[at];
  };
  const spans: Span[] = [];
  for (let from = 0; from < text.length; from += 1) {
    for (const form of candidates(readings(from), byFirst, forms)) {
      const to = reach(text, from, form, 0, readings);
      if (to !== undefined) spans.push({ from, to });
    }
    for (const { form, starts } of broken) {
      for (const start of readings(from).flatMap(({ char }) => starts.get(char) ?? [])) {
        const to = reach(text, from, form, start, readings, LEAST_RUN);
        if (to !== undefined) spans.push({ from, to });
      }
    }
  }
  for (const { 0: cut, index } of text.matchAll(CUT_BEFORE)) {
    const from = index + cut.length;
    const firsts = readings(from).map(({ char }) => char);
    for (const form of forms) {
      for (let start = 1; start <= form.length - LEAST_CUT; start += 1) {
        if (!firsts.includes(form[start] ?? '') && !firsts.includes(LOST)) continue;
        const to = reach(text, from, form, start, readings);
        if (to !== undefined) spans.push({ from, to });
      }
    }
  }
  return spans;
}

function candidates(
  readings: readonly Reading[],
  byFirst: ReadonlyMap<string, readonly Form[]>,
  all: readonly Form[],
): readonly Form[] {
  if (readings.some(({ char }) => char === LOST)) return all;
  const [only] = readings;
  if (readings.length === 1 && only !== undefined) return byFirst.get(only.char) ?? [];
  return [...new Set(readings.map(({ char }) => char))].flatMap((char) => byFirst.get(char) ?? []);
}

/**
 * Where a form that begins at a place, from the character `start` on, ends: whole, cut, or broken off after `enough`
 * characters. Undefined when it does not stand there.
 */
function reach(
  text: string,
  from: number,
  form: Form,
  start: number,
  readings: (at: number) => readonly Reading[],
  enough = Number.POSITIVE_INFINITY,
): number | undefined {
  if (!begins(from, form, start, Math.min(LEAST_CUT, form.length - start), readings)) return undefined;
  let places: readonly number[] = [from];
  const trail: (readonly number[])[] = [];
  for (let unit = start; unit < form.length; unit += 1) {
    const next = new Set<number>();
    for (const place of places) {
      for (const { char, end } of readings(place)) if (isSame(char, form[unit])) next.add(end);
    }
    trail.push(places);
    if (next.size === 0 && unit - start >= enough) return Math.max(...places);
    if (next.size === 0) return cutOf(text, trail.slice(Math.max(LEAST_CUT, trail.length - TORN_BACK)).flat());
    places = [...next];
  }
  return form.length - start < LEAST_CUT && start > 0 ? undefined : Math.max(...places);
}

/** Whether so many characters of a form stand at a place: most do not, and this is quickly told. */
function begins(
  at: number,
  form: Form,
  unit: number,
  left: number,
  readings: (at: number) => readonly Reading[],
): boolean {
  if (left <= 0) return true;
  for (const { char, end } of readings(at)) {
    if (isSame(char, form[unit]) && begins(end, form, unit + 1, left - 1, readings)) return true;
  }
  return false;
}

function isSame(char: string, unit: string | undefined): boolean {
  return char === unit || (char === LOST && unit !== undefined && unit > '\x7f');
}

/** Where a text that was cut at one of these places was cut. */
function cutOf(text: string, places: readonly number[]): number | undefined {
  const ends = places.flatMap((place) => {
    TORN_AND_CUT.lastIndex = place;
    return TORN_AND_CUT.test(text) ? [Math.max(place, TORN_AND_CUT.lastIndex)] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** The text with a mark in the place of each span; spans that overlap or touch are one. */
function without(text: string, spans: readonly Span[], mark: string): string {
  let left = '';
  let done = 0;
  let struck = -1;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from > struck) {
      left += text.slice(done, from) + mark;
      struck = to;
    }
    struck = Math.max(struck, to);
    done = struck;
  }
  return left + text.slice(done);
}
