import { PHASES } from './assertion.ts';
import type { Failure } from './failure.ts';
import type { Frame, Outcome, Phases, Result, StepResult } from './result.ts';

/** Most bytes of the detail (failures, address, trace id, steps) that is kept of one result. */
export const DETAIL_BYTES = 1_024;

/** Most steps of a flow that are kept: those that did not pass, then the slowest. */
const KEPT_STEPS = 5;

/** Longest name of a step that is kept, in characters. */
const STEP_NAME = 40;

const LETTERS = { pass: 'p', warn: 'w', fail: 'f', unknown: 'u' } as const satisfies Record<Outcome, string>;
const OUTCOME_OF: Readonly<Record<string, Outcome>> = { p: 'pass', w: 'warn', f: 'fail', u: 'unknown' };

/** name, milliseconds, outcome's letter. */
type PackedStep = readonly [string, number, string];

/** Failure, first attempt's failure, address, trace, steps. */
type Detail = Pick<Result, 'failure' | 'first' | 'address' | 'trace'> & { readonly steps?: readonly PackedStep[] };

/** id, outcome's letter, total, attempts, status or 0, phases in their order, detail, lag. Later versions may add at the end. */
type Packed = readonly [string, string, number, number, number, readonly (number | null)[], (Detail | null)?, number?];

type PackedFrame = Omit<Frame, 'results'> & { readonly v: 1; readonly results: readonly Packed[] };

/** A frame as one text: the form in which it waits in a queue. Loses what `encodeResults` loses. */
export function encodeFrame(frame: Frame): string {
  const { results, ...head } = frame;
  return JSON.stringify({ v: 1, ...head, results: results.map(pack) } satisfies PackedFrame);
}

/** The frame of a text that `encodeFrame` made. Throws a SyntaxError on anything else. */
export function decodeFrame(text: string): Frame {
  const { v, results, ...head } = JSON.parse(text) as PackedFrame;
  if (v !== 1) throw new SyntaxError(`a stored frame of version ${v}; this release reads version 1`);
  return { ...head, results: results.map(unpack) };
}

/**
 * Results as compact JSON text. Times are kept to the microsecond; of a run that passed at once no detail is kept, of any
 * other at most `DETAIL_BYTES`: longer texts are shortened.
 */
export function encodeResults(results: readonly Result[]): string {
  return JSON.stringify(results.map(pack));
}

/** The results of a text that `encodeResults` made. Throws a SyntaxError on anything that is not JSON. */
export function decodeResults(text: string): readonly Result[] {
  return (JSON.parse(text) as readonly Packed[]).map(unpack);
}

function pack(result: Result): Packed {
  const phases = PHASES.map((phase) => (result.phases[phase] === undefined ? null : micro(result.phases[phase])));
  const { id, outcome, total, attempts, status = 0 } = result;
  const detail = detailOf(result);
  const numbers = [id, LETTERS[outcome], micro(total), attempts, status, phases] as const;
  if (result.lag !== undefined) return [...numbers, detail ?? null, micro(result.lag)];
  return detail === undefined ? numbers : [...numbers, detail];
}

function unpack([id, letter, total, attempts, status, times, detail, lag]: Packed): Result {
  const phases: { -readonly [P in keyof Phases]: Phases[P] } = {};
  for (const [index, phase] of PHASES.entries()) {
    const ms = times[index];
    if (ms !== null && ms !== undefined) phases[phase] = ms;
  }
  const outcome = OUTCOME_OF[letter] ?? 'unknown';
  const { steps, ...kept } = detail ?? {};
  return {
    id,
    outcome,
    total,
    phases,
    attempts,
    ...(status > 0 && { status }),
    ...kept,
    ...(steps !== undefined && { steps: steps.map(unpackStep) }),
    ...(typeof lag === 'number' && { lag }),
  };
}

function detailOf(result: Result): Detail | undefined {
  if (result.outcome === 'pass' && result.first === undefined) return undefined;
  // Escapes and multi-byte characters make the size unpredictable, so it is measured, and the texts halved until it fits.
  for (let most = 320; ; most = Math.floor(most / 2)) {
    const detail: Detail = {
      ...(result.failure && { failure: shorten(result.failure, most) }),
      ...(result.first && { first: shorten(result.first, most) }),
      ...(result.address !== undefined && { address: cut(result.address, most) }),
      ...(result.trace !== undefined && { trace: cut(result.trace, most) }),
      ...(result.steps !== undefined && { steps: keptOf(result.steps).map((step) => packStep(step, most)) }),
    };
    if (most === 0 || new TextEncoder().encode(JSON.stringify(detail)).length <= DETAIL_BYTES) return detail;
  }
}

/** In the order in which they began. */
function keptOf(steps: readonly StepResult[]): readonly StepResult[] {
  const weight = ({ outcome }: StepResult): number => (outcome === 'fail' ? 2 : outcome === 'warn' ? 1 : 0);
  const ranked = [...steps].sort((a, b) => weight(b) - weight(a) || b.ms - a.ms);
  const kept = new Set(ranked.slice(0, KEPT_STEPS));
  return steps.filter((step) => kept.has(step));
}

function packStep({ name, ms, outcome }: StepResult, most: number): PackedStep {
  return [cut(name, Math.min(most, STEP_NAME)), micro(ms), LETTERS[outcome]];
}

function unpackStep([name, ms, letter]: PackedStep): StepResult {
  const outcome = OUTCOME_OF[letter] ?? 'fail';
  return { name, ms, outcome: outcome === 'unknown' ? 'fail' : outcome };
}

function shorten({ kind, message, expected, actual }: Failure, most: number): Failure {
  return {
    kind,
    message: cut(message, most),
    ...(expected !== undefined && { expected: cut(expected, most) }),
    ...(actual !== undefined && { actual: cut(actual, most) }),
  };
}

function cut(text: string, most: number): string {
  // A cut between two halves of a character would leave one that is none.
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function micro(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
