import type { Anomaly } from './anomaly.ts';
import type { Phase } from './assertion.ts';
import type { Alternative, Finding } from './detect/finding.ts';
import { formatInstant, formatSpan } from './time.ts';

/** What each alternative is to a person, as a clause about the check. */
const CLAUSES: Readonly<Record<Alternative, string>> = {
  shift: 'answers at another speed than usual',
  burst: 'has answered far too slowly for some runs',
  jitter: 'answers more unevenly than usual',
  rare: 'fails now and then, more than usual',
  paired: 'fails in pairs of runs, more than usual',
  frequent: 'fails often, more than usual',
  outage: 'fails, which is not usual',
  brownout: 'is slower and fails more than usual',
  unusual: 'has answered as it does once in months',
};

/** What each phase is to a person. */
const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  dns: 'looking up the name',
  tcp: 'connecting',
  tls: 'the TLS handshake',
  firstByte: 'the wait for the first byte',
  transfer: 'the transfer of the answer',
};

/** What is unusual and where, in a sentence: `storefront is slower than usual in all 3 regions: 180 ms, expected 95 to 140 ms`. */
export function describeAnomaly(check: string, anomaly: Anomaly, regions: number): string {
  const worst = worstOf(anomaly);
  if (worst === undefined) return `${check} is not as usual`;
  const numbers = numbersOf(worst);
  return `${check} ${clauseOf(worst)} ${describeScope(anomaly, regions)}${numbers === '' ? '' : `: ${numbers}`}`;
}

/** Where it is seen: `in all 3 regions`, `in us-east-1 and in no other of 3 regions`. */
export function describeScope({ scope, seen }: Pick<Anomaly, 'scope' | 'seen'>, regions: number): string {
  const names = seen.map(({ region }) => region).join(', ');
  if (regions === 1) return `in ${names}`;
  if (scope === 'all' && seen.length === regions) return `in all ${regions} regions`;
  return scope === 'one' ? `in ${names} and in no other of ${regions} regions` : `in ${names} of ${regions} regions`;
}

/** What the rule begins with by which an anomaly is told. */
export const ANOMALY_RULE = 'anomaly, from evidence';

/** The rule that decided, in words. */
export function describeThreshold({ evidence, threshold }: Pick<Anomaly, 'evidence' | 'threshold'>): string {
  return `${ANOMALY_RULE} ${threshold} on; it is ${evidence.toFixed(2)}`;
}

/** One region's finding with all its numbers: `shift since 2026-11-22 12:03:00 UTC, for 14 runs (14 min): 180 ms, expected 95 to 140 ms, evidence 1.83`. */
export function describeFinding(finding: Finding, asOf: number): string {
  const { by, since, runs, evidence, isCold } = finding;
  if (isCold) return 'cold: only the rules alert until more of it is known';
  const numbers = numbersOf(finding);
  const begin = since === undefined ? '' : ` since ${readable(since)}`;
  const lasting = since === undefined ? '' : ` (${formatSpan(Math.max(0, asOf - since))})`;
  const how =
    by === undefined ? 'nothing unusual' : `${by}${begin}${runs === undefined ? '' : `, for ${runs} runs`}${lasting}`;
  return `${how}${numbers === '' ? '' : `: ${numbers}`}, evidence ${evidence.toFixed(2)}`;
}

/** The change that it began with: why nobody is told, or what a person should look at first. */
export function describeChange({ change, isExplained, seen }: Anomaly): readonly string[] {
  if (change === undefined) return [];
  const worst = worstOf({ seen });
  const share =
    worst?.value === undefined || worst.expected === undefined ? undefined : worst.value / worst.expected.typical - 1;
  const where = `since ${change.what} at ${readable(change.at)}`;
  const more = share === undefined ? 'it is not as usual' : `latency is ${percent(share)}`;
  if (!isExplained) return [`${where} ${more}: a change on record, just before it began`];
  return [
    `${where} ${more}: a change on record explains a lasting shift of at most +25 % without failures, and nobody is told`,
  ];
}

/** `180 ms` or `8.4 ms`. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
}

/** As people write it in a log: to the second. */
export function readable(at: number): string {
  return `${formatInstant(at).slice(0, 19).replace('T', ' ')} UTC`;
}

function clauseOf({ by, value, expected }: Finding): string {
  if (by === undefined) return 'is not as usual';
  if (by !== 'shift' || value === undefined || expected === undefined) return CLAUSES[by];
  return `is ${value < expected.typical ? 'faster' : 'slower'} than usual`;
}

/** The numbers behind a finding: of latency what is expected, what is, and what moved, of failures how many and what is usual. */
function numbersOf({ value, expected, failures, moved }: Finding): string {
  const range = expected && `expected ${span(expected.low, expected.high)}`;
  const latency = value === undefined ? range : [milliseconds(value), range].filter(Boolean).join(', ');
  const failed =
    failures === undefined || failures.count === 0
      ? undefined
      : `${failures.count} failed, usual is ${(failures.usual * 100).toFixed(1)} %`;
  const change = value === undefined || expected === undefined ? undefined : value - expected.typical;
  const phase =
    moved === undefined || change === undefined
      ? undefined
      : `of ${signed(change)}, ${signed(change * moved.share)} is ${PHASE_WORDS[moved.phase]}`;
  return [latency, phase, failed].filter(Boolean).join('; ');
}

function signed(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${milliseconds(Math.abs(ms))}`;
}

function span(low: number, high: number): string {
  return `${milliseconds(low).replace(/ ms$/, '')} to ${milliseconds(high)}`;
}

function percent(share: number): string {
  const whole = Math.round(share * 100);
  return `${whole < 0 ? '−' : '+'}${Math.abs(whole)} %`;
}

function worstOf({ seen }: Pick<Anomaly, 'seen'>): Finding | undefined {
  return [...seen].sort((a, b) => b.finding.evidence - a.finding.evidence)[0]?.finding;
}
