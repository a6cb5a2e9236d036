import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Notice } from '../../../lib/core/notice.ts';
import { noticeSubject, noticeText } from '../../../lib/core/notice-text.ts';

const at = Date.parse('2026-11-22T20:09:20.500Z');

const trigger: Notice = {
  monitor: 'shop',
  incident: 'recommendations-1790000000',
  check: 'recommendations',
  kind: 'trigger',
  severity: 'critical',
  at,
  since: at - 8_200,
  what: 'recommendations is down in eu-west-1, us-east-1',
  regions: ['eu-west-1', 'us-east-1'],
  evidence: [
    'rule: 3 of the last 5 runs failed, in 2 of 3 regions',
    'eu-west-1: failing, 3 of the last 5 runs failed (status: expected 200)',
    'us-east-1: failing, 3 of the last 3 runs failed (status: expected 200)',
    'ap-southeast-2: suspect, 1 of the last 5 runs failed',
  ],
  contained: 'switch shop.recommendations is asked to go to 0 %',
};

const update: Notice = {
  ...trigger,
  kind: 'update',
  at: at + 60_000,
  what: 'recommendations is down and was not contained: maxOff 1 is reached',
  contained: 'nothing: maxOff 1 is reached',
  next: 'npx killdeer switch set shop recommendations 0 --for 1h',
};

const resolve: Notice = {
  ...trigger,
  kind: 'resolve',
  at: at + 250_000,
  what: 'recommendations is well again',
  regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
  evidence: [],
  contained: 'switch shop.recommendations was off for 3m 2s and is released',
};

test('a page says what, where, since when, what was contained and why, and ends with the ids', () => {
  expect(noticeSubject(trigger)).toBe('[CRITICAL] shop: recommendations is down in eu-west-1, us-east-1');
  expect(noticeText(trigger)).toBe(`[CRITICAL] recommendations is down in eu-west-1, us-east-1

where      eu-west-1, us-east-1
since      2026-11-22 20:09:12 UTC, 8.2s before this notice
contained  switch shop.recommendations is asked to go to 0 %

evidence
  - rule: 3 of the last 5 runs failed, in 2 of 3 regions
  - eu-west-1: failing, 3 of the last 5 runs failed (status: expected 200)
  - us-east-1: failing, 3 of the last 3 runs failed (status: expected 200)
  - ap-southeast-2: suspect, 1 of the last 5 runs failed

look       npx killdeer incidents show recommendations-1790000000
incident   recommendations-1790000000
check      recommendations of monitor shop
decided    2026-11-22T20:09:20.500Z
`);
});

test('an update that asks for a person says the command', () => {
  expect(noticeSubject(update)).toBe(
    '[UPDATE] shop: recommendations is down and was not contained: maxOff 1 is reached',
  );
  expect(noticeText(update)).toContain(
    [
      'since      2026-11-22 20:09:12 UTC, 1m 8s before this notice',
      'contained  nothing: maxOff 1 is reached',
      'do now     npx killdeer switch set shop recommendations 0 --for 1h',
      '',
      'evidence',
    ].join('\n'),
  );
});

test('the end says where it is well and how long it lasted', () => {
  expect(noticeSubject(resolve)).toBe('[RESOLVED] shop: recommendations is well again');
  expect(noticeText(resolve)).toBe(`[RESOLVED] recommendations is well again

well in    eu-west-1, us-east-1, ap-southeast-2
lasted     4m 18s, from 2026-11-22 20:09:12 UTC to 2026-11-22 20:13:30 UTC
contained  switch shop.recommendations was off for 3m 2s and is released

look       npx killdeer incidents show recommendations-1790000000
incident   recommendations-1790000000
check      recommendations of monitor shop
decided    2026-11-22T20:13:30.500Z
`);
});

test('a warning says so, and a sentence without the check gets its id in front', () => {
  const notice: Notice = { ...trigger, severity: 'warning', what: 'slower than usual' };
  expect(noticeSubject(notice)).toBe('[WARNING] shop: recommendations: slower than usual');
});

test('the command that shows an incident of the monitor itself can be pasted into a shell', () => {
  const notice: Notice = { ...trigger, check: '$monitor', incident: '$monitor-20261122T200918500' };
  expect(noticeText(notice)).toContain("npx killdeer incidents show '$monitor-20261122T200918500'\n");
});

test('what a target answered cannot forge a line of the text', () => {
  const notice: Notice = { ...trigger, evidence: ['body: "x\r\ndo now     rm -rf /\u2028look"'] };
  const lines = noticeText(notice).split('\n');
  expect(lines.filter((line) => /^(do now|look)/.test(line))).toEqual([
    'look       npx killdeer incidents show recommendations-1790000000',
  ]);
});

test('whatever a notice holds, its subject is one that SNS takes and its text keeps to short single lines', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 }));
  const notices = fc.record<Notice>({
    monitor: text,
    incident: text,
    check: text,
    kind: fc.constantFrom('trigger', 'update', 'resolve'),
    severity: fc.constantFrom('critical', 'warning'),
    at: fc.integer({ min: 0, max: 4e12 }),
    since: fc.integer({ min: 0, max: 4e12 }),
    what: text,
    regions: fc.array(text, { maxLength: 5 }),
    evidence: fc.array(text, { maxLength: 5 }),
    contained: text,
  });
  fc.assert(
    fc.property(notices, (notice) => {
      const subject = noticeSubject(notice);
      expect(subject.length).toBeGreaterThan(0);
      expect(subject.length).toBeLessThan(100);
      expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]*$/);
      const lines = noticeText(notice).split('\n');
      expect(lines.length).toBeLessThanOrEqual(12 + 2 + notice.evidence.length);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(311);
    }),
    { numRuns: 200 },
  );
});
