import { service } from 'killdeer';
import { openSwitchboard, type SwitchboardError, type SwitchChange } from 'killdeer/reader';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { renderSwitchboard } from '../../../lib/core/switchboard.ts';
import { FakeParameterStore } from './fake-parameter-store.ts';

const shop = service('shop', {
  switches: { recommendations: { failDefault: 'on' }, export: { failDefault: 'off' } },
});

const NOW = Date.UTC(2026, 10, 22, 12);
const EPOCH = NOW / 1_000;

const text = (epoch: number, allow: number): string =>
  renderSwitchboard({
    epoch,
    at: '2026-11-22T12:00:00.000Z',
    switches: { recommendations: { allow, reason: 'down' } },
  });

const edited = (document: string, from: string, to: string): string => {
  expect(document).toContain(from);
  return document.replace(from, to);
};

/** A reader of `store` whose callbacks are recorded, after its first attempt to read. */
async function open(store: FakeParameterStore, refresh: `${number}s` = '10s') {
  const errors: SwitchboardError[] = [];
  const changes: SwitchChange[] = [];
  const board = openSwitchboard({
    monitor: 'shop-monitor',
    service: shop,
    refresh,
    client: store,
    onError: (error) => errors.push(error),
    onChange: (change) => changes.push(change),
  });
  await board.ready;
  return { board, errors, changes, codes: () => errors.map((error) => error.code) };
}

const nextRefresh = (): Promise<unknown> => vi.advanceTimersByTimeAsync(12_000);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a reader', () => {
  test.each([
    ['that it is told', 'told', 'depot', 'told'],
    ['of KILLDEER_MONITOR', undefined, 'depot', 'depot'],
    ["named as the service's id where that is not set", undefined, '', 'shop'],
  ])('reads the switchboard of the monitor %s', async (_, monitor, variable, expected) => {
    vi.stubEnv('KILLDEER_MONITOR', variable);
    const store = new FakeParameterStore(text(EPOCH, 0));
    await openSwitchboard({ service: shop, refresh: '10s', client: store, ...(monitor && { monitor }) }).ready;
    expect(store.asked).toEqual([`/killdeer/${expected}/switchboard/shop`]);
  });

  test('reads the parameter that the monitor writes for the service', async () => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    const { board } = await open(store);
    expect(store.asked).toEqual(['/killdeer/shop-monitor/switchboard/shop']);
    expect(board.allows('recommendations')).toBe(false);
    expect(board.level('recommendations')).toBe(0);
    expect(board.epoch).toBe(EPOCH);
  });

  test('allows everything through a switch that the switchboard leaves out, whatever its failDefault', async () => {
    const { board } = await open(new FakeParameterStore(text(EPOCH, 0)));
    expect(board.allows('export')).toBe(true);
  });

  test('answers by failDefault until it has read a switchboard, and tells why once', async () => {
    const store = new FakeParameterStore();
    const { board, codes, changes } = await open(store);
    expect([board.allows('recommendations'), board.allows('export')]).toEqual([true, false]);
    expect([board.level('recommendations'), board.level('export'), board.epoch]).toEqual([100, 0, 0]);
    await nextRefresh();
    expect(codes()).toEqual(['missing']);
    store.value = text(EPOCH, 0);
    await nextRefresh();
    expect([board.allows('recommendations'), board.allows('export')]).toEqual([false, true]);
    expect(changes).toEqual([
      { name: 'recommendations', from: 100, to: 0, epoch: EPOCH },
      { name: 'export', from: 0, to: 100, epoch: EPOCH },
    ]);
  });

  test('follows a switch that trips and is restored', async () => {
    const store = new FakeParameterStore(text(EPOCH, 100));
    const { board, changes } = await open(store);
    for (const [step, allow] of [0, 1, 10, 50, 100].entries()) {
      store.value = text(EPOCH + 1 + step, allow);
      await nextRefresh();
      expect(board.level('recommendations')).toBe(allow);
    }
    expect(changes.filter(({ name }) => name === 'recommendations').map(({ to }) => to)).toEqual([0, 1, 10, 50, 100]);
  });

  test.each([
    ['refuses', 'unavailable'],
    ['hangs', 'unavailable'],
  ] as const)('keeps the last known good while Parameter Store %s', async (state, code) => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    const { board, codes } = await open(store);
    store.state = state;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(board.allows('recommendations')).toBe(false);
    expect(codes()).toEqual([code]);
    store.state = 'answers';
    store.value = text(EPOCH + 1, 100);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(board.allows('recommendations')).toBe(true);
  });

  test('keeps the last known good when the parameter is deleted', async () => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    const { board, codes } = await open(store);
    store.value = undefined;
    await nextRefresh();
    expect(board.allows('recommendations')).toBe(false);
    expect(codes()).toEqual(['missing']);
  });

  test.each(['', 'off', '[]', '{"v":2}', '{"v":1,"epoch":1790000000,"switches":{"recommendations":{"allow":"0"}}}'])(
    'keeps out what is no switchboard: %s',
    async (unreadable) => {
      const store = new FakeParameterStore(text(EPOCH, 40));
      const { board, codes } = await open(store);
      store.value = unreadable;
      await nextRefresh();
      expect(board.level('recommendations')).toBe(40);
      expect(codes()).toEqual(['unreadable']);
    },
  );

  test('refuses a lower epoch and adopts an equal one', async () => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    const { board, codes } = await open(store);
    store.value = text(EPOCH - 1, 100);
    await nextRefresh();
    expect([board.level('recommendations'), board.epoch]).toEqual([0, EPOCH]);
    expect(codes()).toEqual(['older']);
    store.value = text(EPOCH, 50);
    await nextRefresh();
    expect(board.level('recommendations')).toBe(50);
  });

  test("obeys a person's edit, and the monitor's next switchboard after it", async () => {
    const store = new FakeParameterStore(text(EPOCH, 100));
    const { board, errors } = await open(store);
    store.value = edited(text(EPOCH, 100), '"allow":100', '"allow":0');
    await nextRefresh();
    expect(board.allows('recommendations')).toBe(false);
    store.value = text(EPOCH + 1, 10);
    await nextRefresh();
    expect(board.level('recommendations')).toBe(10);
    expect(errors).toEqual([]);
  });

  test('does not remember an epoch that a person mistyped into the far future', async () => {
    const store = new FakeParameterStore(text(EPOCH, 100));
    const { board } = await open(store);
    store.value = edited(text(EPOCH, 0), `"epoch":${EPOCH}`, `"epoch":${EPOCH}0`);
    await nextRefresh();
    expect([board.level('recommendations'), board.epoch]).toEqual([0, EPOCH]);
    store.value = text(EPOCH + 1, 100);
    await nextRefresh();
    expect([board.level('recommendations'), board.epoch]).toEqual([100, EPOCH + 1]);
  });

  test('gives the same keys the same answer, and keeps who is allowed while the level rises', async () => {
    const store = new FakeParameterStore(text(EPOCH, 10));
    const { board } = await open(store);
    const other = await open(new FakeParameterStore(text(EPOCH, 10)));
    const users = Array.from({ length: 2_000 }, (_, n) => `user-${n}`);
    const allowed = (): string[] => users.filter((user) => board.allows('recommendations', user));
    const atTen = allowed();
    expect(atTen.length / users.length).toBeCloseTo(0.1, 1);
    expect(users.filter((user) => other.board.allows('recommendations', user))).toEqual(atTen);
    store.value = text(EPOCH + 1, 50);
    await nextRefresh();
    const atFifty = allowed();
    expect(atFifty.length / users.length).toBeCloseTo(0.5, 1);
    expect(atFifty).toEqual(expect.arrayContaining(atTen));
  });

  test('draws anew for each request without a key', async () => {
    const { board } = await open(new FakeParameterStore(text(EPOCH, 50)));
    vi.mocked(Math.random).mockReturnValueOnce(0.49).mockReturnValueOnce(0.51);
    expect([board.allows('recommendations'), board.allows('recommendations')]).toEqual([true, false]);
  });
});

describe('the refresh', () => {
  test.each([
    [0, 8_000],
    [0.999_999, 11_999],
  ])('waits its time ± 20 %% (chance %d: %d ms)', async (chance, ms) => {
    vi.mocked(Math.random).mockReturnValue(chance);
    const store = new FakeParameterStore(text(EPOCH, 0));
    await open(store);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(store.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(store.asked).toHaveLength(2);
  });

  test('stops at close, which leaves the last answer standing and no timer behind', async () => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    const { board, errors } = await open(store);
    board.close();
    store.value = text(EPOCH + 1, 100);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(board.allows('recommendations')).toBe(false);
    expect(errors).toEqual([]);
  });

  test('a close during the first read settles ready and reports nothing', async () => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    store.state = 'hangs';
    const onError = vi.fn();
    const board = openSwitchboard({ monitor: 'm', service: shop, client: store, onError });
    board.close();
    await board.ready;
    expect(onError).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('goes on after callbacks that throw', async () => {
    const store = new FakeParameterStore(text(EPOCH, 0));
    const codes: string[] = [];
    const board = openSwitchboard({
      monitor: 'm',
      service: shop,
      client: store,
      onChange: () => {
        throw new Error('mine');
      },
      onError: ({ code }) => {
        codes.push(code);
        throw new Error('mine too');
      },
    });
    await board.ready;
    store.value = text(EPOCH + 1, 100);
    await nextRefresh();
    expect(board.allows('recommendations')).toBe(true);
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['callback']));
  });
});

describe('mistakes in the code that uses it', () => {
  test('a switch that the service does not declare is a type error, and throws with the names that there are', async () => {
    const { board } = await open(new FakeParameterStore());
    // @ts-expect-error: not a switch of the shop
    expect(() => board.allows('reviews')).toThrow(
      'service "shop" has no switch "reviews"; it has: recommendations, export',
    );
    // @ts-expect-error: nor is a property of every object
    expect(() => board.level('constructor')).toThrow('has no switch "constructor"');
  });

  test('wrong options are refused at once, each with what to write instead', () => {
    const client = new FakeParameterStore();
    const wrong = { monitor: 'm', service: shop, client };
    expect(() => openSwitchboard({ ...wrong, refresh: '500ms' })).toThrow('at least 1s');
    expect(() => openSwitchboard({ ...wrong, monitor: '' })).toThrow('the name of the monitor');
    // @ts-expect-error: no such option
    expect(() => openSwitchboard({ ...wrong, interval: '5s' })).toThrow('unknown option "interval"; known: monitor,');
    // @ts-expect-error: a name is not a service
    expect(() => openSwitchboard({ ...wrong, service: 'shop' })).toThrow("what service('…', { switches }) returns");
    // @ts-expect-error: failDefault is required
    const careless = service('shop', { switches: { export: {} } });
    expect(() => openSwitchboard({ ...wrong, service: careless })).toThrow('failDefault of switch "export"');
    expect(client.asked).toEqual([]);
  });
});
