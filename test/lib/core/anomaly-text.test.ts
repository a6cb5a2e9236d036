import { expect, it } from 'vitest';
import { describeAnomaly, describeFinding } from '../../../lib/core/anomaly-text.ts';
import { PHASES } from '../../../lib/core/assertion.ts';
import { type Finding, SORTS } from '../../../lib/core/detect/finding.ts';
import { NOON } from '../../builders.ts';

const slower: Finding = {
  evidence: 1.4,
  said: SORTS.map(() => 0),
  by: 'shift',
  since: NOON,
  runs: 6,
  expected: { low: 95, typical: 117, high: 140 },
  value: 297,
  isCold: false,
};

const anomaly = (finding: Finding) => {
  const seen = [{ region: 'eu-west-1', finding }];
  return { evidence: 1.4, threshold: 1, scope: 'all' as const, seen, since: NOON, isExplained: false };
};

it('a notice names the phase that moved, with what of the change it is', () => {
  const finding = { ...slower, moved: { phase: 'firstByte' as const, share: 0.955 } };
  expect(describeAnomaly('storefront', anomaly(finding), 1)).toBe(
    'storefront is slower than usual in eu-west-1: 297 ms, expected 95 to 140 ms; of +180 ms, +172 ms is the wait for the first byte',
  );
  expect(describeFinding(finding, NOON)).toContain(
    ': 297 ms, expected 95 to 140 ms; of +180 ms, +172 ms is the wait for the first byte, evidence 1.40',
  );
});

it('and none where none explains most of it', () => {
  expect(describeAnomaly('storefront', anomaly(slower), 1)).toMatch(/expected 95 to 140 ms$/);
});

it('what became quicker has its sign', () => {
  const quicker = { ...slower, value: 80, moved: { phase: 'tls' as const, share: 1 } };
  expect(describeFinding(quicker, NOON)).toContain('of −37 ms, −37 ms is the TLS handshake');
});

it('each phase has words of its own', () => {
  const texts = PHASES.map((phase) => describeFinding({ ...slower, moved: { phase, share: 1 } }, NOON));
  expect(new Set(texts).size).toBe(PHASES.length);
});
