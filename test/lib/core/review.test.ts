import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IncidentEvent, IncidentEventType, IncidentSummary } from '../../../lib/core/incident-event.ts';
import { renderReview } from '../../../lib/core/review.ts';
import { type DeliveryFact, type ReviewInput, reviewFigures } from '../../../lib/core/review-figures.ts';

const first = Date.parse('2026-11-22T20:09:12.300Z');
const id = 'recommendations-20261122T200918500';
const after = (seconds: number): number => first + seconds * 1_000;

const summary: IncidentSummary = {
  id,
  check: 'recommendations',
  monitor: 'shop',
  firstFailureAt: first,
  openedAt: after(6.2),
  containedAt: after(6.9),
  resolvedAt: after(192),
  ended: 'resolved',
  switch: 'shop.recommendations',
  retrips: 1,
  evidence: {
    rule: '3 of the last 5 runs failed, in 2 of 3 regions',
    firstFailureAt: first,
    votes: [
      {
        region: 'eu-west-1',
        vote: 'failing',
        failures: 3,
        of: 5,
        recovered: false,
        lastSlot: after(4),
        reason: 'status: expected 200 | got 500\nand <b>more</b>',
      },
      { region: 'us-east-1', vote: 'failing', failures: 3, of: 3, recovered: false, lastSlot: after(5) },
      { region: 'ap-southeast-2', vote: 'unknown', failures: 0, of: 0, recovered: true },
    ],
  },
};

const claim = (allow: number) => ({ service: 'shop', switch: 'recommendations', allow });
const lines: readonly (readonly [number, IncidentEventType, string, IncidentEvent['data']?])[] = [
  [0, 'first-failure', 'first failing run'],
  [6.2, 'opened', 'recommendations is down in eu-west-1, us-east-1'],
  [6.2, 'trip-asked', 'asked for switch shop.recommendations to 0 %', claim(0)],
  [6.9, 'tripped', 'switch shop.recommendations set to 0 %', claim(0)],
  [70, 'restore-step', 'switch shop.recommendations lets 1 % through, on trial', claim(1)],
  [80, 're-tripped', 'back to 0 % from 1 %: it failed again', { ...claim(0), retrips: 1 }],
  [80.4, 'tripped', 'switch shop.recommendations set to 0 %', claim(0)],
  [170, 'restore-step', 'switch shop.recommendations lets 100 % through, on trial', claim(100)],
  [190, 'release-asked', 'release of switch shop.recommendations: every step passed'],
  [191, 'released', 'switch shop.recommendations released: every step passed', claim(100)],
  [192, 'resolved', 'recommendations is up again after 3m 12s'],
];
const events = lines.map(
  ([seconds, type, text, data], n): IncidentEvent => ({ n, at: after(seconds), type, text, ...(data && { data }) }),
);

const delivery = (
  name: string,
  type: string,
  owed: number,
  done: number,
  rest: Partial<DeliveryFact> = {},
): DeliveryFact => ({
  id: `${id}/${name}`,
  type,
  outcome: 'done',
  detail: '',
  attempts: 1,
  owedAt: after(owed),
  at: after(done),
  ...rest,
});

const deliveries: readonly DeliveryFact[] = [
  delivery('trigger/sns', 'notice', 6.2, 6.6),
  delivery('hold-1', 'hold', 6.2, 6.9, { detail: 'held at 0 %' }),
  delivery('', 'switchboard', 6.9, 7.3, { id: 'shop/epoch-1795378159/eu-west-1', detail: 'epoch 1795378159' }),
  delivery('trigger/pager', 'notice', 6.2, 9.9, { attempts: 3, detail: '204' }),
  delivery('resolve/sns', 'notice', 192, 192.2),
  delivery('resolve/pager', 'notice', 192, 86_700, { outcome: 'dead', attempts: 290, detail: 'connection refused' }),
];

const input: ReviewInput = { summary, events, deliveries };

test('the post-mortem tells the whole incident', async () => {
  await expect(renderReview(input)).toMatchFileSnapshot('../../fixtures/postmortem.md');
});

test('times to detect, contain and restore count from the first failing run', () => {
  expect(reviewFigures(input)).toMatchObject({ detectMs: 6_200, containMs: 6_900, restoreMs: 192_000, retrips: 1 });
  expect(reviewFigures(input).writtenMs).toBe(7_300);
});

test('moves are what the switch did, not what was asked of it', () => {
  const figures = reviewFigures(input);
  expect(figures.switchMoves.map(({ at, allow }) => [(at - first) / 1_000, allow])).toEqual([
    [6.9, 0],
    [70, 1],
    [80.4, 0],
    [170, 100],
    [191, 100],
  ]);
  expect(figures.switchedMs).toBe(184_100);
  expect(figures.notices).toEqual({ sent: 3, dead: 1 });
  expect(figures.repeats).toBe(2 + 289);
});

describe('an incident that nobody contained', () => {
  const { containedAt: _at, switch: _switch, ...bare } = summary;
  const few = { summary: { ...bare, ended: 'removed' as const }, events: events.slice(0, 2), deliveries: [] };

  test('has no time to contain', () => {
    expect(reviewFigures(few)).not.toHaveProperty('containMs');
    expect(reviewFigures(few)).not.toHaveProperty('switchedMs');
  });

  test('says so instead of leaving sections out', () => {
    const markdown = renderReview(few);
    expect(markdown).toContain('| contained | not contained |');
    expect(markdown).toContain('No switch was moved.');
    expect(markdown).toContain('The ledger has no delivery of this incident.');
    expect(markdown).toContain('| closed: the check was removed | 3m 12s after the first failing run |');
  });
});

test('the order in which events and deliveries are read changes nothing', () => {
  const shuffled = fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length }),
    deliveries: fc.shuffledSubarray([...deliveries], { minLength: deliveries.length }),
  });
  const expected = renderReview(input);
  fc.assert(
    fc.property(shuffled, (rest) => {
      expect(renderReview({ summary, ...rest })).toBe(expected);
    }),
  );
});
