import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { consecutive, defineMonitor, type HttpOptions, http, quorum, service, status, trip } from 'killdeer';
import { expectIncident } from 'killdeer/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileMonitor } from '../../../lib/core/compile.ts';
import { recordIncident } from '../../recorded-incident.ts';

const folder = mkdtempSync(join(tmpdir(), 'killdeer-testing-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shop = service('shop', { switches: { reviews: { failDefault: 'on' } } });

/** A definition as a user writes it. */
function definition(
  rules: Partial<HttpOptions> = {},
  id = 'cart',
  regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
) {
  return defineMonitor({
    name: 'shop',
    home: 'eu-west-1',
    regions: regions as never,
    services: [shop],
    notify: [],
    checks: [
      http(id, {
        url: 'https://shop.example/cart',
        every: '10s',
        expect: [status(200)],
        regions: quorum(2),
        contain: trip(shop.switches.reviews, { mode: 'auto', sees: 'dependency' }),
        ...rules,
      }),
    ],
  });
}

const file = join(folder, 'cart.json');
beforeAll(async () => {
  const text = await recordIncident(
    compileMonitor(definition()),
    'cart',
    (_check, _region, second) => (second >= 60 && second < 150 ? 'fail' : 'pass'),
    500,
  );
  writeFileSync(file, text);
  writeFileSync(join(folder, 'cart.json.gz'), gzipSync(text));
});

describe('a recorded incident as a test', () => {
  test('holds of the rules that were recorded with it', () => {
    const incident = expectIncident(file);
    incident.toOpenWithin('5s');
    incident.toContainWithin('5s');
    incident.toResolveWithin('2m');
    incident.toPage(1);
    expect(() => incident.toStayQuiet()).toThrow();
  });

  test('is read by its URL, and packed', () => {
    expectIncident(pathToFileURL(file)).toPage(1);
    expectIncident(join(folder, 'cart.json.gz')).toPage(1);
  });

  test('holds of a definition of now, whose rules decide', () => {
    const patient = definition({ failWhen: consecutive(5) });
    expectIncident(file, patient).toOpenWithin('1m');
    expect(() => expectIncident(file, patient).toOpenWithin('20s')).toThrow(
      /"cart is down .*" \(cart\) was to open within 20s; it took 23s: cart is down .* \(5 in a row failed/,
    );
    expectIncident(file, definition({ failWhen: consecutive(12) })).toStayQuiet();
  });

  test('stays quiet by a route that tells nobody, though an incident opens', () => {
    const silent = definition({ routes: { down: 'silent' }, flapping: false });
    expectIncident(file, silent).toOpenWithin('20s');
    expectIncident(file, silent).toStayQuiet();
    expectIncident(file, silent).toPage(0);
  });
});

describe('what failed to be so is said', () => {
  const told = (expectation: () => void): string => {
    try {
      expectation();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('it held');
  };
  const opened = /cart is down in .*, opened at 2026-11-22T12:01:\d\d\.\d{3}Z and ended at 2026-11-22T12:0\d:/;

  test('with how long it took, and what happened', () => {
    const message = told(() => expectIncident(file).toOpenWithin('1s'));
    expect(message).toMatch(/^"cart is down in .*" \(cart\) was to open within 1s; it took 2\.\ds: /);
    expect(message).toMatch(opened);
    expect(told(() => expectIncident(file).toContainWithin('1s'))).toMatch(/was to be contained within 1s; it took /);
    expect(told(() => expectIncident(file).toResolveWithin('1s'))).toMatch(/was to be over within 1s; it took /);
  });

  test('where nothing opened, and where nothing was contained', () => {
    const deaf = definition({ failWhen: consecutive(12) });
    expect(told(() => expectIncident(file, deaf).toOpenWithin('1m'))).toMatch(/; it did not: no incident opened$/);
    expect(told(() => expectIncident(file, deaf).toResolveWithin('1m'))).toMatch(/; it did not: no incident opened$/);
    const bare = definition();
    const { contain: _, ...check } = bare.checks[0] as never as { contain: unknown };
    const without = { ...bare, checks: [check] } as never;
    expect(told(() => expectIncident(file, without).toContainWithin('1m'))).toMatch(/it did not: cart is down/);
  });

  test('for an anomaly, of which one incident has no detector, and no quiet to be sure of', () => {
    const anomaly = JSON.parse(readFileSync(file, 'utf8'));
    const [opened] = anomaly.incident.events.filter(({ type }: { type: string }) => type === 'opened');
    opened.text = 'cart is slower than usual: 150 ms, expected 90 to 110 ms (anomaly, from evidence 1 on; it is 1.25)';
    const blind = join(folder, 'blind.json');
    writeFileSync(blind, JSON.stringify(anomaly));
    const deaf = definition({ failWhen: consecutive(12) });
    expect(told(() => expectIncident(blind, deaf).toOpenWithin('1m'))).toMatch(
      /no incident opened, but it was an anomaly/,
    );
    expect(told(() => expectIncident(blind, deaf).toStayQuiet())).toMatch(/cannot be said to stay quiet: .*back-test/);
    expectIncident(blind).toPage(1);
  });

  test('where the file is not there, and where a limit is no duration', () => {
    expect(told(() => expectIncident('no.json'))).toBe(
      `no.json: there is no such file; it is looked for from ${process.cwd()}`,
    );
    const deaf = definition({ failWhen: consecutive(12) });
    expect(told(() => expectIncident(file, deaf).toOpenWithin('soon' as never))).toMatch(/"soon" is not a duration/);
  });

  test('with the number of pages, and with what was not quiet', () => {
    expect(told(() => expectIncident(file).toPage(2))).toMatch(/was to page 2 times, and paged 1: cart is down/);
    expect(told(() => expectIncident(file).toStayQuiet())).toMatch(/^"cart is down in .*" was to stay quiet: /);
    expect(told(() => expectIncident(file).toStayQuiet())).toMatch(opened);
  });
});

describe('what can hold of nothing is refused', () => {
  test('a definition without the check, with the checks that it has', () => {
    expect(() => expectIncident(file, definition({}, 'basket'))).toThrow(
      `${file}: the definition has no check cart, which the incident is about; it has basket`,
    );
  });

  test('a definition that runs the check in other regions only', () => {
    expect(() => expectIncident(file, definition({}, 'cart', ['sa-east-1', 'eu-north-1']))).toThrow(
      `${file}: no recorded run of cart is from a region in which the definition runs it`,
    );
  });

  test('a definition that is not valid, with what is wrong', () => {
    expect(() => expectIncident(file, definition({ every: '7s' as never }))).toThrow(
      /the definition is not valid: .*every/s,
    );
  });

  test('a limit that is no duration', () => {
    expect(() => expectIncident(file).toOpenWithin('30' as never)).toThrow(/"30" is not a duration such as/);
  });

  test('a file that is missing, and one that is no incident, by its name', () => {
    expect(() => expectIncident(join(folder, 'none.json'))).toThrow(/none\.json: there is no such file/);
    const csv = join(folder, 'history.csv');
    writeFileSync(csv, 'at,check\n');
    expect(() => expectIncident(csv)).toThrow(/history\.csv.*this is no recorded incident: make one with/s);
  });
});
