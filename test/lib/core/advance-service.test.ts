import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceService,
  boardFor,
  levelIn,
  openService,
  type ServiceRequest,
} from '../../../lib/core/advance-service.ts';
import type { Hold, ServiceState } from '../../../lib/core/service-state.ts';
import { parseSwitchboard } from '../../../lib/core/switchboard.ts';
import { aMonitor, NOON } from '../../builders.ts';

const [shop] = aMonitor([]).services;
if (shop === undefined) throw new Error('the builder has a service');
const one = { ...shop, maxOff: 1 };

function aHold(changes: Partial<Hold> = {}): ServiceRequest {
  const hold: Hold = {
    switch: 'recommendations',
    incident: 'i1',
    check: 'c1',
    n: 1,
    allow: 0,
    reason: 'down',
    at: NOON,
    ...changes,
  };
  return { type: 'hold', hold };
}

function stateAfter(...requests: readonly ServiceRequest[]): ServiceState {
  return requests.reduce((state, request) => advanceService(state, request, one).state, openService('shop'));
}

const level = (state: ServiceState, region = 'eu-west-1'): number => levelIn(state, 'recommendations', region, NOON);

describe('holds', () => {
  it('the lowest hold of all incidents is the level', () => {
    expect(level(stateAfter(aHold({ allow: 50 }), aHold({ incident: 'i2', allow: 10 })))).toBe(10);
  });

  it('a release gives back its own hold and no other', () => {
    const state = stateAfter(aHold(), aHold({ incident: 'i2', allow: 20 }), {
      type: 'release',
      incident: 'i1',
      n: 2,
      switch: 'recommendations',
      at: NOON,
    });
    expect(level(state)).toBe(20);
  });

  it('a hold that comes after its release is ignored', () => {
    const state = stateAfter(
      { type: 'release', incident: 'i1', n: 2, switch: 'recommendations', at: NOON },
      aHold({ n: 1 }),
    );
    expect(level(state)).toBe(100);
  });

  it('the same hold twice makes one epoch', () => {
    const once = stateAfter(aHold());
    expect(advanceService(once, aHold(), one)).toEqual({ state: once, answer: { is: 'done', detail: 'held already' } });
  });

  it('holds whose incident is gone are handed over', () => {
    expect(level(stateAfter(aHold(), { type: 'time', orphans: ['i1'], at: NOON }))).toBe(100);
  });
});

describe('vetoes', () => {
  it.each([
    ['a switch that the service does not declare', [aHold({ switch: 'typo' })], 'shop declares no switch typo'],
    [
      'more switches off than maxOff',
      [aHold(), aHold({ incident: 'i2', switch: 'reviews' })],
      'shop may have at most 1 switches off at once',
    ],
    [
      "a person's pin",
      [{ type: 'pin', pin: { switch: 'recommendations', allow: 100, owner: 'ana', at: NOON } } as const, aHold()],
      'pinned at 100 % by ana',
    ],
  ])('%s', (_name, requests, reason) => {
    const before = stateAfter(...requests.slice(0, -1));
    const last = requests.at(-1) as ServiceRequest;
    expect(advanceService(before, last, one)).toEqual({ state: before, answer: { is: 'vetoed', reason } });
  });
});

describe('pins', () => {
  it('win over every hold until they run out', () => {
    const state = stateAfter(aHold(), {
      type: 'pin',
      pin: { switch: 'recommendations', allow: 70, owner: 'ana', at: NOON, until: NOON + 1 },
    });
    expect(level(state)).toBe(70);
    expect(levelIn(state, 'recommendations', 'eu-west-1', NOON + 1)).toBe(0);
  });

  it("a person's edit of one region's parameter is that region's pin", () => {
    const text = boardFor(stateAfter(aHold()), one, 'us-east-1', NOON).replace('"allow":0', '"allow":30');
    const edited = parseSwitchboard(text);
    if (edited.is !== 'edited') throw new Error(edited.is);
    const state = advanceService(
      stateAfter(aHold()),
      { type: 'edited', region: 'us-east-1', board: edited.board, at: NOON },
      one,
    ).state;
    expect([level(state, 'us-east-1'), level(state, 'eu-west-1')]).toEqual([30, 0]);
  });
});

it('a switch that a person gives back loses its pins and its holds in one move', () => {
  const held = stateAfter(aHold(), {
    type: 'pin',
    pin: { switch: 'recommendations', allow: 50, owner: 'ana', at: NOON },
  });
  const { state } = advanceService(held, { type: 'clear', switch: 'recommendations', at: NOON }, one);
  expect([level(state), state.epoch]).toEqual([100, held.epoch + 1]);
  expect(advanceService(state, aHold(), one).state).toBe(state);
});

describe('laws', () => {
  const request = fc.oneof(
    fc
      .record({
        incident: fc.constantFrom('i1', 'i2', 'i3'),
        n: fc.integer({ min: 1, max: 6 }),
        allow: fc.constantFrom(0, 1, 10, 50, 100),
        switch: fc.constantFrom('recommendations', 'reviews'),
      })
      .map((hold) => aHold(hold)),
    fc
      .record({
        incident: fc.constantFrom('i1', 'i2', 'i3'),
        n: fc.integer({ min: 1, max: 6 }),
        switch: fc.constantFrom('recommendations', 'reviews'),
      })
      .map((r): ServiceRequest => ({ type: 'release', at: NOON, ...r })),
    fc.constantFrom<ServiceRequest>(
      { type: 'clear', switch: 'reviews', at: NOON },
      { type: 'pin', pin: { switch: 'reviews', allow: 100, owner: 'ana', at: NOON } },
      { type: 'epoch-seen', epoch: 2_000_000_000, at: NOON },
    ),
  );

  it('never more than maxOff, never against a pin, epochs only grow, each epoch owed once per region', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
        let state = openService('shop');
        for (const each of requests) {
          const next = advanceService(state, each, one).state;
          expect(next.epoch).toBeGreaterThanOrEqual(state.epoch);
          state = next;
          const off = new Set(state.holds.filter(({ allow }) => allow < 100).map((hold) => hold.switch));
          expect(off.size).toBeLessThanOrEqual(1);
          for (const pin of state.pins) expect(levelIn(state, pin.switch, 'eu-west-1', NOON)).toBe(pin.allow);
          expect(new Set(state.owed.map(({ lane }) => lane)).size).toBe(state.owed.length);
        }
      }),
    );
  });

  it('releasing every incident opens every switch, whatever came before in whatever order', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 20 }), (requests) => {
        const ends: readonly ServiceRequest[] = ['i1', 'i2', 'i3'].flatMap((incident) =>
          ['recommendations', 'reviews'].map(
            (name, i): ServiceRequest => ({ type: 'release', incident, n: 10 + i, switch: name, at: NOON }),
          ),
        );
        expect(stateAfter(...requests, ...ends).holds).toEqual([]);
      }),
    );
  });
});
