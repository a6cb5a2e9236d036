import { describe, expect, test } from 'vitest';
import { MONITOR_CHECK } from '../../../../lib/core/check-policy.ts';
import { incidentsOf } from '../../../../lib/core/replay/incidents.ts';
import { reportOf } from '../../../../lib/core/replay/report.ts';
import { DAY, MINUTE, SECOND } from '../../../../lib/core/time.ts';
import { aCheck, aMonitor, NOON } from '../../../builders.ts';
import { decided, minute } from './decided.ts';

const monitor = aMonitor(
  [
    aCheck({ id: 'cart', dependsOn: [{ check: 'front', kind: 'upstream' }] }),
    aCheck({ id: 'front' }),
    aCheck({ id: 'search' }),
  ],
  { slos: [{ id: 'check.search', budget: 0.01, objective: 99, windowMs: 30 * DAY, checks: ['search'] }] },
);
const fault = (check: string, from: number, to: number, name = 'a fault') => ({
  check,
  from: minute(from),
  to: minute(to),
  name,
});

describe('an incident of a replay', () => {
  test('has when it began to fail, opened, woke somebody, tripped and ended', () => {
    expect(incidentsOf(decided([{ first: 1, opened: 2, warned: 2, paged: 3, tripped: 4, ended: 9 }]))).toEqual([
      {
        id: 'cart-0',
        check: 'cart',
        firstFailureAt: minute(1),
        openedAt: minute(2),
        pagedAt: minute(3),
        isTold: true,
        trippedAt: minute(4),
        endedAt: minute(9),
        what: 'cart is down',
      },
    ]);
  });

  test('that nobody is told of has no page, and one that lasts has no end', () => {
    const [silent, warned] = incidentsOf(
      decided([
        { opened: 1, ended: 2 },
        { opened: 3, warned: 3 },
      ]),
    );
    expect(silent).toMatchObject({ isTold: false });
    expect(silent).not.toHaveProperty('pagedAt');
    expect(warned).toMatchObject({ isTold: true });
    expect(warned).not.toHaveProperty('pagedAt');
    expect(warned).not.toHaveProperty('endedAt');
  });

  test('is paged when it first was, and tripped when it first was', () => {
    const twice = decided([{ opened: 1, paged: 2, tripped: 2, more: [['tripped', 8, 'again']] }]);
    const again = { ...twice, told: [...twice.told, { ...twice.told[0], at: minute(7) } as never] };
    expect(incidentsOf(again)).toMatchObject([{ pagedAt: minute(2), trippedAt: minute(2) }]);
  });

  test('that the definition no longer has ends when it was removed', () => {
    expect(incidentsOf(decided([{ opened: 1, more: [['removed', 5, 'gone']] }]))).toMatchObject([
      { endedAt: minute(5) },
    ]);
  });
});

describe('the report', () => {
  test('counts pages, warnings and what nobody was told of, each incident once', () => {
    const report = reportOf(
      monitor,
      decided(
        [
          { opened: 1, paged: 1, ended: 5 },
          { opened: 10, warned: 10, ended: 15 },
          { opened: 20, warned: 20, paged: 21, ended: 25 },
          { opened: 30, ended: 35 },
          { check: MONITOR_CHECK, opened: 40, paged: 40, ended: 45 },
          { check: 'search', opened: 50, warned: 50 },
        ],
        { ignored: 3, runs: 7 },
      ),
      [],
    );
    expect(report).toMatchObject({ pages: 3, monitorPages: 1, warnings: 2, days: 1, runs: 7, ignored: 3, missed: 0 });
    expect(report.pagesPerMonth).toBe(90);
    expect(report.byCheck).toEqual([
      { check: 'cart', pages: 2, warnings: 1 },
      { check: MONITOR_CHECK, pages: 1, warnings: 0 },
      { check: 'search', pages: 0, warnings: 1 },
    ]);
  });

  test('without labels does not say that no page was false', () => {
    const report = reportOf(monitor, decided([{ opened: 1, paged: 1 }]), []);
    expect(report).not.toHaveProperty('false');
    expect(report).not.toHaveProperty('detection');
    expect(report.labels).toEqual([]);
  });

  test('of a single instant gives no endless number of pages', () => {
    const report = reportOf(monitor, decided([{ opened: 0, paged: 0 }], { lasts: 0 }), []);
    expect(report).toMatchObject({ days: 0, pages: 1, pagesPerMonth: 1 });
  });

  test('counts trips, what was held back, vetoes by their reason, and the minutes in which switches were off', () => {
    const switched = { service: 'shop', switch: 'reviews' } as const;
    const report = reportOf(
      monitor,
      decided(
        [
          {
            opened: 1,
            tripped: 1,
            more: [
              ['trip-vetoed', 2, 'two are off'],
              ['would-trip', 3, 'x'],
            ],
          },
          {
            opened: 4,
            tripped: 4,
            more: [
              ['trip-vetoed', 5, 'two are off'],
              ['trip-vetoed', 6, 'only one region'],
              ['trip-suggested', 7, 'x'],
            ],
          },
        ],
        {
          lasts: 20,
          contained: [
            { ...switched, from: minute(1), to: minute(3) + 30 * SECOND },
            { ...switched, from: minute(15) },
          ],
        },
      ),
      [],
    );
    expect(report).toMatchObject({ trips: 2, wouldTrip: 2, minutesContained: 7.5 });
    expect(report.vetoes).toEqual([
      { reason: 'two are off', times: 2 },
      { reason: 'only one region', times: 1 },
    ]);
  });
});

describe('held against labels', () => {
  const found = (incidents: Parameters<typeof decided>[0], ...labels: ReturnType<typeof fault>[]) =>
    reportOf(monitor, decided(incidents), labels);

  test('a fault is found by a page while it lasts, after as long as it took', () => {
    const report = found([{ opened: 11, paged: 12, ended: 20 }], fault('cart', 10, 30, 'the deploy'));
    expect(report.labels).toEqual([
      { ...fault('cart', 10, 30, 'the deploy'), found: 'paged', delayMs: 2 * MINUTE, incident: 'cart-0' },
    ]);
    expect(report).toMatchObject({ missed: 0, false: [], detection: { medianMs: 2 * MINUTE, worstMs: 2 * MINUTE } });
  });

  test('a fault of which somebody was only warned is warned of; one that nobody heard of is missed', () => {
    const report = found(
      [
        { opened: 11, warned: 13, ended: 20 },
        { opened: 41, ended: 45 },
      ],
      fault('cart', 10, 30),
      fault('cart', 40, 50),
      fault('search', 10, 30),
    );
    expect(report.labels.map((label) => label.found)).toEqual(['warned', 'missed', 'missed']);
    expect(report.missed).toBe(2);
  });

  test('a page counts more than an earlier warning', () => {
    const report = found(
      [
        { opened: 10, warned: 10, ended: 12 },
        { opened: 14, paged: 15, ended: 20 },
      ],
      fault('cart', 10, 30),
    );
    expect(report.labels).toMatchObject([{ found: 'paged', incident: 'cart-1', delayMs: 5 * MINUTE }]);
  });

  test('a page before the fault, after it, or of another check is false; one of the monitor itself is never', () => {
    const report = found(
      [
        { opened: 1, paged: 1, ended: 5 },
        { opened: 11, paged: 11, ended: 20 },
        { opened: 40, paged: 40, ended: 45 },
        { check: 'search', opened: 11, paged: 11, ended: 20 },
        { check: MONITOR_CHECK, opened: 100, paged: 100 },
        { opened: 200, warned: 200, ended: 205 },
      ],
      fault('cart', 10, 30),
    );
    expect(report.false?.map(({ id }) => id)).toEqual(['cart-0', 'cart-2', 'search-3']);
  });

  test('an incident that was open when the fault began found it at once', () => {
    const report = found([{ opened: 1, paged: 1, ended: 15 }], fault('cart', 10, 30));
    expect(report.labels).toMatchObject([{ found: 'paged', delayMs: 0 }]);
  });

  test('an incident opens as long after the fault as its last results may be late', () => {
    const late = { opened: 30.2, paged: 30.2, ended: 40 };
    expect(found([late], fault('cart', 29.9, 30)).missed).toBe(0);
    expect(found([{ ...late, opened: 39, paged: 39 }], fault('cart', 29.9, 30)).missed).toBe(1);
  });

  test('a fault is found by a page of what the check depends on, and not the other way round', () => {
    const front = [{ check: 'front', opened: 11, paged: 11, ended: 20 }];
    expect(found(front, fault('cart', 10, 30))).toMatchObject({ missed: 0, false: [] });
    const cart = [{ check: 'cart', opened: 11, paged: 11, ended: 20 }];
    expect(found(cart, fault('front', 10, 30))).toMatchObject({ missed: 1, false: [{ id: 'cart-0' }] });
  });

  test('a fault is found by a page of the error budget that it burns', () => {
    const slo = [{ check: '$slo:check.search', opened: 11, paged: 11, ended: 20 }];
    expect(found(slo, fault('search', 10, 30))).toMatchObject({ missed: 0, false: [] });
    expect(found(slo, fault('cart', 10, 30))).toMatchObject({ missed: 1, false: [{ check: '$slo:check.search' }] });
  });

  test('the delay is that of the middle, and of two in the middle what is between them', () => {
    const pages = [1, 2, 8].map((after, i) => ({
      opened: i * 100 + after,
      paged: i * 100 + after,
      ended: i * 100 + 50,
    }));
    const labels = [0, 100, 200].map((from) => fault('cart', from, from + 20));
    expect(found(pages, ...labels).detection).toEqual({ medianMs: 2 * MINUTE, worstMs: 8 * MINUTE });
    expect(found(pages, ...labels.slice(1)).detection).toEqual({ medianMs: 5 * MINUTE, worstMs: 8 * MINUTE });
  });

  test('a fault of a time that the history does not have is neither found nor missed', () => {
    const report = found([], fault('cart', -60, -30), fault('cart', 5_000, 5_010), fault('cart', -60, 10));
    expect(report).toMatchObject({ labelsOutside: 2, missed: 1, labels: [{ from: NOON - 60 * MINUTE }] });
  });

  test('checks that depend on each other do not make it go round for ever', () => {
    const circle = aMonitor([
      aCheck({ id: 'a', dependsOn: [{ check: 'b', kind: 'upstream' }] }),
      aCheck({ id: 'b', dependsOn: [{ check: 'a', kind: 'upstream' }] }),
    ]);
    expect(reportOf(circle, decided([]), [fault('a', 1, 2)]).missed).toBe(1);
  });
});
