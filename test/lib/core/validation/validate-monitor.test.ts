import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { defineMonitor, http, jsonPath, latency, quorum, service, status, trip, webhook } from 'killdeer';
import { describe, expect, it } from 'vitest';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import type { Problem } from '../../../../lib/core/validation/problem.ts';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';

const folder = fileURLToPath(new URL('../../../fixtures/definitions/', import.meta.url));
const files = readdirSync(folder).filter((name) => /\.(ts|mjs)$/.test(name));
const expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as Record<string, readonly Problem[]>;

describe('each defect of a definition is reported with its path, value, allowed values and fix', () => {
  it('knows as many fixtures as there are files, and at least a hundred', () => {
    expect(files.length).toBeGreaterThanOrEqual(100);
    expect(Object.keys(expected).sort()).toEqual([...files].sort());
  });

  for (const file of files) {
    it(file, async () => {
      const { default: definition } = (await import(`${folder}${file}`)) as { default: unknown };
      const problems = validateMonitor(definition);
      expect(problems).toHaveLength(1);
      expect(problems).toEqual(expected[file]);
    });
  }
});

describe('a definition as a whole', () => {
  const shop = service('shop', {
    switches: { recommendations: { failDefault: 'on' } },
    regions: ['eu-west-1'],
    maxOff: 1,
  });

  it('reports everything at once, in the order of the definition', () => {
    const definition = defineMonitor({
      name: 'Shop',
      home: 'mars',
      regions: ['eu-west-1', 'eu-west-1'],
      services: [],
      notify: [webhook('ops', { url: 'nowhere' })],
      checks: [
        http('a', { url: 'ftp://a.example/', timeout: '2m', regions: quorum(3) }),
        http('a', { url: 'http://10.0.0.1/', expect: [jsonPath('a').exists(), status()] }),
      ],
    });
    expect(validateMonitor(definition).map((problem) => problem.path)).toEqual([
      'name',
      'home',
      'regions[1]',
      'notify[0].url',
      'checks[0].url',
      'checks[0].timeout',
      'checks[0].regions.quorum',
      'checks[1].expect[0].query',
      'checks[1].expect[1].allowed',
      'checks[1].id',
      'checks[1].url',
    ]);
  });

  it('takes limits below a millisecond, and none of nothing', () => {
    const below = (limit: '0.5ms' | '0ms') =>
      defineMonitor({
        name: 'shop',
        home: 'eu-west-1',
        regions: ['eu-west-1'],
        services: [],
        notify: [],
        checks: [http('a', { url: 'https://a.example/', expect: [latency('tcp').below(limit)] })],
      });
    expect(validateMonitor(below('0.5ms'))).toEqual([]);
    expect(validateMonitor(below('0ms'))).toMatchObject([{ allowed: 'more than 0' }]);
  });

  it('never shows the value of a header or a password', () => {
    const definition = defineMonitor({
      name: 'shop',
      home: 'eu-west-1',
      regions: ['eu-west-1'],
      services: [],
      notify: [],
      checks: [
        http('a', {
          url: 'https://ann:hunter2@a.example/',
          headers: { authorization: 'hunter2\n' },
          body: { token: 'hunter2' },
        }),
      ],
    });
    const problems = validateMonitor(definition);
    expect(problems.length).toBe(3);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('takes a private address that a region of the check allows', () => {
    const definition = (url: string, allow: readonly string[]) =>
      defineMonitor({
        name: 'shop',
        home: 'eu-west-1',
        regions: [{ region: 'eu-west-1', allow }, 'us-east-1'],
        services: [],
        notify: [],
        checks: [http('a', { url })],
      });
    expect(validateMonitor(definition('http://127.0.0.1:3000/', ['127.0.0.0/8']))).toEqual([]);
    expect(validateMonitor(definition('http://localhost:3000/', ['127.0.0.0/8']))).toEqual([]);
    expect(validateMonitor(definition('http://[::1]:3000/', ['::1/128']))).toEqual([]);
    expect(validateMonitor(definition('http://8.8.8.8/', []))).toEqual([]);
    expect(validateMonitor(definition('http://127.0.0.1:3000/', ['10.0.0.0/8']))).toHaveLength(1);
  });

  it('takes one region for containment when the trip says so', () => {
    const trips = (singleRegion: boolean) =>
      defineMonitor({
        name: 'shop',
        home: 'eu-west-1',
        regions: ['eu-west-1'],
        services: [shop],
        notify: [],
        checks: [
          http('a', {
            url: 'https://a.example/',
            contain: trip(shop.switches.recommendations, { sees: 'contained', singleRegion, relieves: ['a'] }),
          }),
        ],
      });
    expect(validateMonitor(trips(true))).toEqual([]);
    expect(validateMonitor(trips(false)).map(({ path }) => path)).toEqual(['checks[0].contain']);
  });

  it('judges a thousand checks, all of them wrong, in under two seconds', () => {
    const checks = Array.from({ length: 1000 }, (_, i) =>
      http(`check-${i}`, { url: 'nowhere', expect: [jsonPath('$.a.length').exists()], regions: quorum(9) }),
    );
    const definition = defineMonitor({
      name: 'shop',
      home: 'eu-west-1',
      regions: ['eu-west-1'],
      services: [],
      notify: [],
      checks,
    });
    const begin = performance.now();
    expect(validateMonitor(definition)).toHaveLength(3000);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

describe('whatever stands in a definition', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true });
  const valid = {
    kind: 'monitor',
    name: 'shop',
    home: 'eu-west-1',
    regions: ['eu-west-1'],
    services: [service('shop', { switches: { a: { failDefault: 'on' } } })],
    notify: [],
    checks: [http('a', { url: 'https://a.example/' })],
  };

  it('is reported and never throws, wherever it stands', () => {
    expect(validateMonitor(valid)).toEqual([]);
    let refused = 0;
    const places = fc.constantFrom('whole', 'top', 'check', 'service', 'option', 'assertion');
    const property = fc.property(places, anything, fc.constantFrom(...keysOf(valid)), (place, value, key) => {
      if (validateMonitor(placed(valid, place, value, key)).length > 0) refused += 1;
    });
    fc.assert(property, { numRuns: 1000 });
    expect(refused).toBeGreaterThan(500);
  });

  it('is reported even when it cannot be written as text', () => {
    const nothing: unknown = Object.create(null);
    const trip = { kind: 'trip', switch: { kind: 'switch', service: nothing, name: nothing }, sees: 'dependency' };
    const options = {
      retry: { on: [nothing] },
      failWhen: { hits: nothing, of: Symbol('x') },
      regions: { quorum: 1, of: [nothing] },
      contain: { ...trip, relieves: [nothing] },
      every: nothing,
      headers: { a: nothing },
    };
    const check = http('a', { url: 'https://a.example/' });
    const problems = validateMonitor({ ...valid, checks: [{ ...check, ...options }] });
    expect(problems.length).toBeGreaterThanOrEqual(6);
  });

  it('compiles when nothing is reported', () => {
    let compiled = 0;
    const property = fc.property(anything, fc.constantFrom(...OPTIONS), (value, key) => {
      const definition = placed(valid, 'option', value, key);
      if (validateMonitor(definition).length > 0) return;
      compileMonitor(definition as Parameters<typeof compileMonitor>[0]);
      compiled += 1;
    });
    fc.assert(property, { numRuns: 1000 });
    expect(compiled).toBeGreaterThan(0);
  });
});

const OPTIONS = [
  'url',
  'every',
  'timeout',
  'method',
  'headers',
  'query',
  'expect',
  'failWhen',
  'regions',
  'retry',
  'contain',
];

function keysOf(valid: object): readonly string[] {
  return [...Object.keys(valid), ...OPTIONS];
}

function placed(valid: Readonly<Record<string, unknown>>, place: string, value: unknown, key: string): unknown {
  const check = { kind: 'http', id: 'a', url: 'https://a.example/' };
  if (place === 'whole') return value;
  if (place === 'top') return { ...valid, [key]: value };
  if (place === 'check') return { ...valid, checks: [value] };
  if (place === 'service') return { ...valid, services: [value] };
  if (place === 'assertion') return { ...valid, checks: [{ ...check, expect: [value] }] };
  return { ...valid, checks: [{ ...check, [key]: value }] };
}
