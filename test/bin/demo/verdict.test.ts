import { expect, test } from 'vitest';
import type { Mark } from '../../../bin/demo/play.ts';
import { judgeDemo } from '../../../bin/demo/verdict.ts';
import type { StoryEvent } from '../../../bin/dev/story-event.ts';
import { formatInstant } from '../../../lib/core/time.ts';

const START = Date.parse('2026-11-22T12:00:00Z');

const notice = (kind: 'trigger' | 'resolve', id = `incident-1/${kind}/sns`): StoryEvent => ({
  at: formatInstant(START),
  type: 'notice',
  channel: 'sns',
  id,
  kind,
  severity: 'critical',
  check: 'recommendations',
  incident: 'incident-1',
  subject: kind,
  text: kind,
});

const kills = (n: number): readonly StoryEvent[] =>
  Array.from({ length: n }, () => ({ at: formatInstant(START), type: 'kill', function: 'killdeer-shop-probe', ms: 7 }));

const marks = (containedAfterMs: number): readonly Mark[] => [
  { at: START, what: 'first failing probe, from eu-west-1: status 500, expected 200' },
  { at: START + containedAfterMs, what: "the shop's reader sees the switch off" },
];

const both = [notice('trigger'), notice('resolve')];

test('one trigger, one resolve and a switch that was seen in time are enough', () => {
  expect(judgeDemo({ events: both, marks: marks(9_999) }, false)).toEqual([]);
});

test('two pages for one outage are one too many', () => {
  const events = [...both, notice('trigger', 'incident-2/trigger/sns')];
  const reasons = ['2 different trigger notices were sent; it must be exactly one'];
  expect(judgeDemo({ events, marks: marks(3_000) }, false)).toEqual(reasons);
  expect(judgeDemo({ events: [...events, ...kills(5)], marks: marks(3_000) }, true)).toEqual(reasons);
});

test('a resolve that got lost is missed', () => {
  const reasons = ['0 different resolve notices were sent; it must be exactly one'];
  expect(judgeDemo({ events: [notice('trigger')], marks: marks(3_000) }, false)).toEqual(reasons);
});

test('a page that was never sent is missed', () => {
  const reasons = ['0 different trigger notices were sent; it must be exactly one'];
  expect(judgeDemo({ events: [notice('resolve')], marks: marks(3_000) }, false)).toEqual(reasons);
});

test('the same notice may come twice where handlers are killed, and nowhere else', () => {
  const events = [notice('trigger'), ...both];
  expect(judgeDemo({ events, marks: marks(3_000) }, false)).toEqual(['the trigger notice was sent 2 times']);
  expect(judgeDemo({ events: [...events, ...kills(5)], marks: [] }, true)).toEqual([]);
});

test.each([10_000, 15_000])('a switch that is seen after %i ms is seen too late', (ms) => {
  const limit = "from the first failing probe to the reader's switch; the limit is 10000";
  expect(judgeDemo({ events: both, marks: marks(ms) }, false)).toEqual([`it took ${ms} ms ${limit}`]);
});

test.each([0, 1])('a timeline without the first failure or the switch proves nothing', (kept) => {
  const some = marks(3_000).slice(kept, kept + 1);
  const reasons = ['the timeline has no first failure or no tripped switch'];
  expect(judgeDemo({ events: both, marks: some }, false)).toEqual(reasons);
});

test('chaos that killed fewer than five runs proves nothing', () => {
  const reasons = ['chaos killed 4 handlers; at least 5 are wanted'];
  expect(judgeDemo({ events: [...both, ...kills(4)], marks: [] }, true)).toEqual(reasons);
  expect(judgeDemo({ events: [...both, ...kills(5)], marks: [] }, true)).toEqual([]);
});

test('every reason is given, not the first alone', () => {
  expect(judgeDemo({ events: [], marks: [] }, false)).toHaveLength(3);
});
