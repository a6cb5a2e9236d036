import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { type DomainOptions, domain, domainDaysLeft, domainStatus, jsonPath, registrar } from 'killdeer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRegistration } from '../../../../lib/adapters/domain/registration.ts';
import { ProbeFailure } from '../../../../lib/adapters/probe/probe-failure.ts';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { CommonCheck } from '../../../../lib/core/common-check.ts';
import { compileDomain, type DomainCheck } from '../../../../lib/core/kinds/domain.ts';
import { DAY } from '../../../../lib/core/time.ts';
import { closedPort, commonOf, local, serveHttp, serveTcp } from '../servers.ts';

function checkOf(options: Partial<DomainOptions>, overrides: Partial<CommonCheck> = {}): DomainCheck {
  return { ...commonOf(), ...compileDomain(domain('shop', { name: 'shop.example', ...options })), ...overrides };
}

/** A registry's answer about a domain that ends in so many days. */
const registration = (days: number) => ({
  objectClassName: 'domain',
  ldhName: 'SHOP.EXAMPLE',
  status: ['active', 'client transfer prohibited'],
  events: [
    { eventAction: 'registration', eventDate: '2001-01-01T00:00:00Z' },
    { eventAction: 'expiration', eventDate: new Date(Date.now() + days * DAY + 60_000).toISOString() },
  ],
  entities: [
    { roles: ['registrant'], handle: 'X' },
    { roles: ['registrar'], handle: '292', vcardArray: ['vcard', [['fn', {}, 'text', 'Names Inc.']]] },
  ],
});

async function serveRdap(listener: RequestListener) {
  const server = await serveHttp(listener);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

const answering =
  (body: unknown, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/rdap+json', 'retry-after': '60' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

async function probe(
  listener: RequestListener,
  options: Partial<DomainOptions> = {},
  overrides: Partial<CommonCheck> = {},
) {
  const { url } = await serveRdap(listener);
  return await socketProber().probe(checkOf({ server: url, ...options }, overrides), local);
}

describe('a registration', () => {
  it('is asked by its name and found with all its facts', async () => {
    const asked: string[] = [];
    const expectations = [
      domainDaysLeft().equals(90),
      domainStatus().contains('active'),
      registrar().equals('Names Inc.'),
      jsonPath('$.ldhName').equals('SHOP.EXAMPLE'),
    ];
    const result = await probe(
      (request, response) => {
        asked.push(`${request.url} ${request.headers.accept}`);
        answering(registration(90))(request, response);
      },
      { name: 'Shop.Example.', expect: expectations },
    );
    expect(result).toMatchObject({ outcome: 'pass', status: 200, address: '127.0.0.1' });
    expect(asked).toEqual(['/domain/shop.example application/rdap+json, application/json;q=0.9']);
  });

  const rows: readonly (readonly [number, Partial<DomainOptions>, string])[] = [
    [31, {}, 'pass'],
    [29, {}, 'warn'],
    [6, {}, 'fail'],
    [-1, {}, 'fail'],
    [40, { minDaysLeft: 45 }, 'fail'],
    [50, { minDaysLeft: 45 }, 'pass'],
    [20, { minDaysLeft: 10 }, 'warn'],
    [6, { expect: [domainDaysLeft().atLeast(5)] }, 'pass'],
  ];
  for (const [days, options, outcome] of rows) {
    it(`of ${days} days is ${outcome} with ${JSON.stringify(options)}`, async () => {
      expect(await probe(answering(registration(days)), options)).toMatchObject({ outcome });
    });
  }

  it('says what is missing where the registry publishes no end', async () => {
    const { events: _, ...rest } = registration(1);
    const result = await probe(answering(rest));
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion' } });
    expect(result.failure?.message).toContain('publishes no date on which shop.example ends');
    const silent = { minDaysLeft: false, expect: [domainStatus().contains('active')] } as const;
    expect(await probe(answering(rest), silent)).toMatchObject({ outcome: 'pass' });
  });
});

describe('a registry that errs', () => {
  const rows: readonly (readonly [string, RequestListener, object, string])[] = [
    ['404', answering({}, 404), { outcome: 'fail', failure: { kind: 'status' } }, 'shop.example is not registered'],
    [
      '429',
      answering({}, 429),
      { outcome: 'unknown', failure: { kind: 'probe' } },
      'limits how often it is asked (429, to be asked again in 60)',
    ],
    ['503', answering({}, 503), { outcome: 'unknown', failure: { kind: 'probe' } }, 'answers 503: nothing is known'],
    ['401', answering({}, 401), { outcome: 'unknown', failure: { kind: 'probe' } }, 'answers 401: nothing is known'],
    ['403', answering({}, 403), { outcome: 'unknown', failure: { kind: 'probe' } }, 'answers 403: nothing is known'],
    ['451', answering({}, 451), { outcome: 'unknown', failure: { kind: 'probe' } }, 'answers 451: nothing is known'],
    ['400', answering({}, 400), { outcome: 'fail', failure: { kind: 'status' } }, 'answers 400'],
    [
      'no JSON',
      answering('<html>'),
      { outcome: 'fail', failure: { kind: 'protocol' } },
      'the registry sent what is no JSON',
    ],
    ['JSON null', answering('null'), { outcome: 'fail', failure: { kind: 'protocol' } }, 'no domain object'],
    ['another object', answering({ objectClassName: 'ip network' }), { failure: { kind: 'protocol' } }, 'ip network'],
    [
      'no date',
      answering({ ...registration(1), events: [{ eventAction: 'expiration', eventDate: 'soon' }] }),
      { failure: { kind: 'protocol' } },
      'an expiration date that is none',
    ],
    ['huge', answering('x'.repeat(300_000)), { outcome: 'fail', failure: { kind: 'protocol' } }, 'larger than 256 KB'],
  ];
  for (const [what, listener, result, message] of rows) {
    it(`${what}`, async () => {
      const got = await probe(listener);
      expect(got).toMatchObject(result);
      expect(got.failure?.message).toContain(message);
    });
  }

  it('silent: timeout; nobody there: connect', async () => {
    const slow = await probe(() => {}, {}, { timeoutMs: 100 });
    expect(slow).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' } });
    const server = `http://127.0.0.1:${await closedPort()}`;
    expect(await socketProber().probe(checkOf({ server }), local)).toMatchObject({ failure: { kind: 'connect' } });
  });

  it('that redirects is followed', async () => {
    const { url } = await serveRdap(answering(registration(90)));
    const result = await probe((request, response) => {
      response.writeHead(307, { location: `${url}${request.url}` }).end();
    });
    expect(result).toMatchObject({ outcome: 'pass' });
  });

  it('never makes a bug of ours of what it sends', () => {
    const part = fc.jsonValue();
    const answer = fc.record({ objectClassName: fc.constant('domain'), events: part, status: part, entities: part });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          answer.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          try {
            readRegistration(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ProbeFailure);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("IANA's list", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  async function listed() {
    const registry = await serveRdap(answering(registration(90)));
    let asked = 0;
    let broken = false;
    const list = await serveRdap((request, response) => {
      asked += 1;
      const services = [
        [['net'], ['http://127.0.0.1:1/']],
        [['example', 'co.example'], [`${registry.url}/`]],
      ];
      answering(broken ? 'nothing' : { services })(request, response);
    });
    const breaks = () => {
      broken = true;
    };
    return { url: list.url, asked: () => asked, breaks, registry };
  }

  it('is read once for all checks, and an answer serves for ten minutes', async () => {
    const list = await listed();
    const prober = socketProber({ rdapList: list.url });
    const names = ['a.example', 'b.example', 'c.co.example', 'a.example'];
    const results = await Promise.all(names.map((name) => prober.probe(checkOf({ name }), local)));
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(list.asked()).toBe(1);
    const before = list.registry.accepted();
    expect(await prober.probe(checkOf({ name: 'a.example' }), local)).toMatchObject({ outcome: 'pass' });
    expect(list.registry.accepted()).toBe(before);
  });

  it('is read again after a day, and the old one serves where that fails', async () => {
    const list = await listed();
    const prober = socketProber({ rdapList: list.url });
    vi.useFakeTimers({ toFake: ['Date'] });
    expect(await prober.probe(checkOf({ name: 'a.example' }), local)).toMatchObject({ outcome: 'pass' });
    list.breaks();
    vi.setSystemTime(Date.now() + DAY + 1);
    expect(await prober.probe(checkOf({ name: 'b.example' }), local)).toMatchObject({ outcome: 'pass' });
    expect(await prober.probe(checkOf({ name: 'c.example' }), local)).toMatchObject({ outcome: 'pass' });
    expect(list.asked()).toBe(2);
  });

  it('that cannot be read, or lacks the domain, leaves the check unknown', async () => {
    const list = await listed();
    const prober = socketProber({ rdapList: list.url });
    const other = await prober.probe(checkOf({ name: 'shop.zz' }), local);
    expect(other).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    expect(other.failure?.message).toContain('no RDAP server for .zz');
    const away = socketProber({ rdapList: `http://127.0.0.1:${await closedPort()}/` });
    const result = await away.probe(checkOf({}), local);
    expect(result).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    expect(result.failure?.message).toMatch(/the list of RDAP servers, .*, cannot be read: connection refused/);
    const mute = await serveTcp((socket) => socket.resume());
    const hanging = socketProber({ rdapList: `http://127.0.0.1:${mute.port}/` });
    const late = await hanging.probe(checkOf({}, { timeoutMs: 200 }), local);
    expect(late).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    await expect.poll(() => mute.open()).toBe(0);
  });
});
