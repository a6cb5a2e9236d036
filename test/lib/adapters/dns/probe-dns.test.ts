import type { Answer, Packet } from 'dns-packet';
import fc from 'fast-check';
import { answers, authenticated, authoritative, cnames, type DnsOptions, dns, rcode, soaSerial, ttl } from 'killdeer';
import { describe, expect, it } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { CommonCheck } from '../../../../lib/core/common-check.ts';
import { compileDns, type DnsCheck } from '../../../../lib/core/kinds/dns.ts';
import { closedPort, commonOf, fixture, local, serveBytes, serveTcp } from '../servers.ts';
import { answerTo, framed, rawAnswerTo, rawRecord, SAME_NAME, serveDns } from './name-server.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

function checkOf(options: Partial<DnsOptions>, overrides: Partial<CommonCheck> = {}): DnsCheck {
  const definition = dns('www', { name: 'www.shop.example', ...options });
  return { ...commonOf(), ...compileDns(definition), ...overrides };
}

async function probe(port: number, options: Partial<DnsOptions> = {}, overrides: Partial<CommonCheck> = {}) {
  const check = checkOf({ server: `127.0.0.1:${port}`, ...options }, overrides);
  return await prober.probe(check, local);
}

/** For what must run out of time. */
const SHORT = { timeoutMs: 100 };

const A: Answer = { type: 'A', name: 'www.shop.example', ttl: 60, data: '192.0.2.1' };
const one = (query: Packet) => [answerTo(query, { answers: [A] })];

describe('each type is asked and its records are texts', () => {
  const name = 'www.shop.example';
  const soa = {
    mname: 'NS1.shop.example',
    rname: 'ops.shop.example',
    serial: 2026112201,
    refresh: 7200,
    retry: 3600,
    expire: 1209600,
    minimum: 300,
  };
  const rows: readonly (readonly [DnsOptions['type'], readonly Answer[], readonly string[]])[] = [
    ['A', [A, { ...A, data: '192.0.2.0' }], ['192.0.2.0', '192.0.2.1']],
    ['AAAA', [{ type: 'AAAA', name, data: '2001:db8:0:0:0:0:0:1' }], ['2001:db8::1']],
    ['CNAME', [{ type: 'CNAME', name, data: 'Shop.CDN.example' }], ['shop.cdn.example']],
    ['NS', [{ type: 'NS', name, data: 'ns1.shop.example' }], ['ns1.shop.example']],
    ['PTR', [{ type: 'PTR', name, data: 'mail.shop.example' }], ['mail.shop.example']],
    ['MX', [{ type: 'MX', name, data: { preference: 10, exchange: 'mail.shop.example' } }], ['10 mail.shop.example']],
    ['MX', [{ type: 'MX', name, data: { preference: 0, exchange: '.' } }], ['0 .']],
    [
      'TXT',
      [{ type: 'TXT', name, data: ['v=spf1 ', 'include:mail.example -all'] }],
      ['v=spf1 include:mail.example -all'],
    ],
    ['SOA', [{ type: 'SOA', name, data: soa }], ['ns1.shop.example ops.shop.example 2026112201 7200 3600 1209600 300']],
    [
      'SRV',
      [{ type: 'SRV', name, data: { priority: 1, weight: 5, port: 443, target: 'a.example' } }],
      ['1 5 443 a.example'],
    ],
    [
      'CAA',
      [{ type: 'CAA', name, data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } }],
      ['0 issue "letsencrypt.org"'],
    ],
  ];
  for (const [type, records, texts] of rows) {
    it(`${type}: ${texts.join(', ')}`, async () => {
      const server = await serveDns((query) => [answerTo(query, { answers: records })]);
      const expectations = [answers().equals(texts), answers().count().equals(texts.length)];
      const result = await probe(server.port, { ...(type && { type }), expect: expectations });
      expect(result).toMatchObject({ outcome: 'pass', attempts: 1, address: '127.0.0.1' });
      expect(server.asked).toEqual(['udp']);
    });
  }

  it('HTTPS, which RFC 9460 writes with its parameters', async () => {
    const data = Buffer.concat([
      Buffer.of(0, 1, 0),
      Buffer.of(0, 1, 0, 6, 2, 0x68, 0x33, 2, 0x68, 0x32),
      Buffer.of(0, 3, 0, 2, 0x20, 0xfb),
      Buffer.of(0, 4, 0, 4, 192, 0, 2, 1),
      Buffer.of(0, 6, 0, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    ]);
    const server = await serveDns((query) => [rawAnswerTo(query, [rawRecord(SAME_NAME, 65, data)])]);
    const text = '1 . alpn=h3,h2 port=8443 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1';
    expect(await probe(server.port, { type: 'HTTPS', expect: [answers().equals([text])] })).toMatchObject({
      outcome: 'pass',
    });
  });
});

describe('what is expected of an answer', () => {
  it('expects NOERROR and an answer where nothing else is said', async () => {
    const good = await serveDns(one);
    const empty = await serveDns((query) => [answerTo(query)]);
    expect(await probe(good.port)).toMatchObject({ outcome: 'pass' });
    const result = await probe(empty.port);
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion' } });
    expect(result.failure?.message).toContain('count of dns.answers is 0, expected at least 1');
    expect(await probe(empty.port, { expect: [answers().count().equals(0)] })).toMatchObject({ outcome: 'pass' });
  });

  const codes = ['FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN'] as const;
  for (const [index, code] of codes.entries()) {
    it(`${code} fails, and passes where it is expected`, async () => {
      const server = await serveDns((query) => [answerTo(query, { rcode: index + 1 })]);
      expect(await probe(server.port)).toMatchObject({
        outcome: 'fail',
        failure: {
          kind: 'assertion',
          message: `dns.rcode is "${code}", expected one of "NOERROR"`,
          actual: `"${code}"`,
        },
      });
      expect(await probe(server.port, { expect: [rcode(code)] })).toMatchObject({ outcome: 'pass' });
    });
  }

  it('takes a refusal that does not repeat the question', async () => {
    const server = await serveDns(({ id }) => [answerTo({ ...(id !== undefined && { id }) }, { rcode: 1 })]);
    expect(await probe(server.port, { expect: [rcode('FORMERR')] })).toMatchObject({ outcome: 'pass' });
  });

  it('reads the upper bits of a response code', async () => {
    const server = await serveDns((query) => {
      const opt = Buffer.of(0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 0);
      const message = Buffer.concat([answerTo(query), opt]);
      message.writeUInt16BE(1, 10);
      return [message];
    });
    expect((await probe(server.port)).failure?.message).toContain('dns.rcode is "BADVERS"');
  });

  it('follows CNAME records and tells them apart, the least time first', async () => {
    const chain: readonly Answer[] = [
      { type: 'CNAME', name: 'www.shop.example', ttl: 30, data: 'shop.cdn.example' },
      { type: 'CNAME', name: 'shop.cdn.example', ttl: 300, data: 'Edge.cdn.example' },
      { ...A, name: 'EDGE.cdn.example', ttl: 60 },
      { ...A, name: 'attacker.example', data: '203.0.113.9' },
    ];
    const server = await serveDns((query) => [answerTo(query, { answers: chain, flags: 0x0420 })]);
    const expectations = [
      answers().equals(['192.0.2.1']),
      cnames().equals(['shop.cdn.example', 'edge.cdn.example.']),
      ttl().equals(30),
      authoritative().equals(true),
      authenticated().equals(true),
    ];
    expect(await probe(server.port, { expect: expectations })).toMatchObject({ outcome: 'pass' });
  });

  it('ends where CNAME records go in a circle', async () => {
    const circle: readonly Answer[] = [
      { type: 'CNAME', name: 'www.shop.example', data: 'a.example' },
      { type: 'CNAME', name: 'a.example', data: 'www.shop.example' },
    ];
    const server = await serveDns((query) => [answerTo(query, { answers: circle })]);
    expect(await probe(server.port)).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion' } });
  });

  it('knows expected records by any spelling: last dots, capitals, long IPv6', async () => {
    const name = 'www.shop.example';
    const mail = await serveDns((query) => [
      answerTo(query, { answers: [{ type: 'MX', name, data: { preference: 10, exchange: 'mail.shop.example' } }] }),
    ]);
    const expectMail = [answers().contains('10 Mail.Shop.Example.')];
    expect(await probe(mail.port, { type: 'MX', expect: expectMail })).toMatchObject({ outcome: 'pass' });
    const six = await serveDns((query) => [
      answerTo(query, { answers: [{ type: 'AAAA', name, data: '2001:db8::1' }] }),
    ]);
    const expectSix = [answers().equals(['2001:0DB8:0:0::1'])];
    expect(await probe(six.port, { type: 'AAAA', expect: expectSix })).toMatchObject({ outcome: 'pass' });
  });

  it('asks the serial number of a zone, and the name of an address', async () => {
    const names: (string | undefined)[] = [];
    const server = await serveDns((query) => {
      const [{ name = '', type = 'A' } = {}] = query.questions ?? [];
      names.push(name);
      const soa = { mname: 'ns', rname: 'ops', serial: 4_000_000_000, refresh: 1, retry: 1, expire: 1, minimum: 1 };
      const answer: Answer = type === 'SOA' ? { type, name, data: soa } : { type: 'PTR', name, data: 'mail.example' };
      return [answerTo(query, { answers: [answer] })];
    });
    const serial = [soaSerial().atLeast(4_000_000_000)];
    expect(await probe(server.port, { type: 'SOA', expect: serial })).toMatchObject({ outcome: 'pass' });
    expect(await probe(server.port, { type: 'PTR', name: '192.0.2.1' })).toMatchObject({ outcome: 'pass' });
    expect(await probe(server.port, { type: 'PTR', name: '2001:db8::1' })).toMatchObject({ outcome: 'pass' });
    expect(names.slice(1)).toEqual(['1.2.0.192.in-addr.arpa', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`]);
  });
});

describe('the question', () => {
  it('is of EDNS with 1,232 bytes, asks for recursion unless told not to, and never twice with the same id and port', async () => {
    const seen: Packet[] = [];
    const server = await serveDns((query) => {
      seen.push(query);
      return one(query);
    });
    for (const recursion of [true, false, true]) await probe(server.port, { recursion });
    expect(seen.map(({ flag_rd }: Packet & { flag_rd?: boolean }) => flag_rd)).toEqual([true, false, true]);
    expect(seen[0]?.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232 }]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(3);
  });

  it('is sent again while nothing comes, and to the next resolver', async () => {
    let silent = 1;
    const late = await serveDns((query) => (silent-- > 0 ? [] : one(query)));
    expect(await probe(late.port)).toMatchObject({ outcome: 'pass', attempts: 1 });
    expect(late.asked).toHaveLength(2);
    const mute = await serveDns(() => []);
    const good = await serveDns(one);
    const own = socketProber({ servers: [`127.0.0.1:${mute.port}`, `127.0.0.1:${good.port}`] });
    const region = { name: 'eu-west-1', allow: [] };
    expect(await own.probe(checkOf({}), { ...local, region })).toMatchObject({ outcome: 'pass' });
    const closed = socketProber({ servers: [`127.0.0.1:${await closedPort()}`, `127.0.0.1:${good.port}`] });
    expect(await closed.probe(checkOf({}), { ...local, region })).toMatchObject({ outcome: 'pass' });
    expect(await own.probe(checkOf({ over: 'tcp' }, { timeoutMs: 150 }), { ...local, region })).toMatchObject({
      failure: { kind: 'timeout' },
    });
  });
});

describe('over TCP and TLS', () => {
  it('asks again over TCP where the answer does not fit', async () => {
    const server = await serveDns((query, over) =>
      over === 'udp' ? [answerTo(query, { flags: 0x0200 })] : one(query),
    );
    expect(await probe(server.port)).toMatchObject({ outcome: 'pass', phases: { tcp: expect.any(Number) } });
    expect(server.asked).toEqual(['udp', 'tcp']);
    await expect.poll(() => server.open()).toBe(0);
  });

  it('asks over TCP alone, in as many pieces as come, up to 64 KB', async () => {
    const many = Array.from({ length: 2_000 }, (_, n) => ({ ...A, data: `10.0.${n >> 8}.${n & 255}` }));
    const server = await serveDns((query) => [answerTo(query, { answers: many })]);
    const result = await probe(server.port, { over: 'tcp', expect: [answers().count().equals(2_000)] });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(server.asked).toEqual(['tcp']);
  });

  it('asks over TLS and checks the certificate', async () => {
    const server = await serveDns(one, { secure: true });
    const good = await probe(server.port, { over: 'tls', tls: { serverName: 'localhost' } }, { timeoutMs: 1_000 });
    expect(good).toMatchObject({ outcome: 'pass', phases: { tls: expect.any(Number) } });
    const bad = await probe(server.port, { over: 'tls', tls: { serverName: 'dns.example' } }, { timeoutMs: 1_000 });
    expect(bad).toMatchObject({ outcome: 'fail', failure: { kind: 'tls' } });
  });

  it('refuses a named server that the region may not reach, and asks nothing', async () => {
    const server = await serveDns(one);
    const region = { name: 'eu-west-1', allow: [] };
    for (const over of ['udp', 'tcp', 'tls'] as const) {
      const check = checkOf({ server: `127.0.0.1:${server.port}`, over });
      expect(await prober.probe(check, { ...local, region })).toMatchObject({ failure: { kind: 'guard' } });
    }
    expect(server.asked).toEqual([]);
  });
});

describe('a name server that errs', () => {
  it('silent: timeout, within 100 ms of the deadline', async () => {
    const server = await serveDns(() => []);
    const startedAt = performance.now();
    const result = await probe(server.port, {}, SHORT);
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' } });
    expect(result.failure?.message).toBe('timed out after 100ms in firstByte, waiting for an answer');
  });

  it('nobody there: connect', async () => {
    const port = await closedPort();
    const udp = await probe(port);
    expect(udp).toMatchObject({ outcome: 'fail', failure: { kind: 'connect', actual: 'ECONNREFUSED' } });
    expect(udp.failure?.message).toBe(`no answer from 127.0.0.1:${port} over UDP: nobody listens there (ECONNREFUSED)`);
    expect(await probe(port, { over: 'tcp' })).toMatchObject({ failure: { kind: 'connect' } });
  });

  const lies: readonly (readonly [string, (query: Packet) => Buffer, string])[] = [
    ['another id', (query) => answerTo({ ...query, id: (query.id ?? 0) ^ 1 }, { answers: [A] }), 'it bears another id'],
    [
      'another name',
      (query) => answerTo({ ...query, questions: [{ type: 'A', name: 'x.example' }] }),
      'another question',
    ],
    [
      'another type',
      (query) => answerTo({ ...query, questions: [{ type: 'MX', name: 'www.shop.example' }] }),
      'another',
    ],
    ['no question', ({ id = 0 }) => answerTo({ id }, { answers: [A] }), 'it repeats 0 questions'],
    ['too few bytes', ({ id = 0 }) => answerTo({ id }).subarray(0, 5), '5 bytes, too few for a message'],
  ];
  for (const [what, lie, reason] of lies) {
    it(`${what} is passed over, and the true answer that follows is taken`, async () => {
      const server = await serveDns((query) => [lie(query), ...one(query)]);
      expect(await probe(server.port)).toMatchObject({ outcome: 'pass' });
    });

    it(`${what} alone: timeout that says so; over TCP protocol`, async () => {
      const server = await serveDns((query) => [lie(query)]);
      const result = await probe(server.port, {}, SHORT);
      expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' } });
      expect(result.failure?.message).toContain(reason);
      expect(await probe(server.port, { over: 'tcp' })).toMatchObject({
        outcome: 'fail',
        failure: { kind: 'protocol' },
      });
    });
  }

  it('an echo of the question is no answer', async () => {
    const server = await serveDns((_, __, question) => [question]);
    expect((await probe(server.port, {}, SHORT)).failure?.message).toContain('it is a question');
  });

  const pointer = (to: number) => Buffer.of(0xc0 | (to >> 8), to & 0xff);
  const malformed: readonly (readonly [string, (query: Packet) => Buffer, DnsOptions['type']?])[] = [
    ['more records than there are', (query) => Buffer.from(answerTo(query)).fill(255, 6, 8)],
    ['a name that points at itself', (query) => rawAnswerTo(query, [rawRecord(pointer(34), 1, Buffer.alloc(4))])],
    ['a name that points forward', (query) => rawAnswerTo(query, [rawRecord(pointer(60), 1, Buffer.alloc(40))])],
    ['a label of an unknown sort', (query) => rawAnswerTo(query, [rawRecord(Buffer.of(0x80, 0), 1, Buffer.alloc(4))])],
    ['data beyond the message', (query) => rawAnswerTo(query, [rawRecord(SAME_NAME, 1, Buffer.alloc(4), 400)])],
    ['an address of three bytes', (query) => rawAnswerTo(query, [rawRecord(SAME_NAME, 1, Buffer.alloc(3))])],
    ['an address of five bytes', (query) => rawAnswerTo(query, [rawRecord(SAME_NAME, 1, Buffer.alloc(5))])],
    ['a cut string', (query) => rawAnswerTo(query, [rawRecord(SAME_NAME, 16, Buffer.of(9, 65))]), 'TXT'],
    ['a cut preference', (query) => rawAnswerTo(query, [rawRecord(SAME_NAME, 15, Buffer.of(0))]), 'MX'],
    [
      'a cut parameter',
      (query) => rawAnswerTo(query, [rawRecord(SAME_NAME, 65, Buffer.of(0, 1, 0, 0, 1, 0))]),
      'HTTPS',
    ],
  ];
  for (const [what, message, type = 'A'] of malformed) {
    it(`${what}: protocol`, async () => {
      const server = await serveDns((query) => [message(query)]);
      for (const over of ['udp', 'tcp'] as const) {
        const result = await probe(server.port, { over, type });
        expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'protocol' } });
        expect(result.failure?.message).toMatch(/^the name server sent a malformed answer: \w/);
      }
    });
  }

  it('thousands of records that each point along a chain of pointers cost no time', async () => {
    const server = await serveDns((query) => {
      const start = answerTo(query).length + 11;
      const chain = Buffer.alloc(16_000);
      for (let at = 2; at < chain.length; at += 2) pointer(start + at - 2).copy(chain, at);
      const last = pointer(Math.min(0x3ffe, start + chain.length - 2));
      const records = Array.from({ length: 2_000 }, () => rawRecord(last, 2, last));
      return [rawAnswerTo(query, [rawRecord(Buffer.of(0), 10, chain), ...records])];
    });
    const startedAt = performance.now();
    expect(await probe(server.port, { over: 'tcp' })).toMatchObject({ failure: { kind: 'protocol' } });
    expect(performance.now() - startedAt).toBeLessThan(150);
  });

  it('closed at once, closed within the answer, or never ended over TCP', async () => {
    const closed = await serveTcp((socket) => socket.once('data', () => socket.end()));
    expect((await probe(closed.port, { over: 'tcp' })).failure).toMatchObject({
      kind: 'protocol',
      message: 'the connection was closed after the question, before an answer',
    });
    const cut = await serveBytes('\x00\x40abcdefgh', true);
    expect((await probe(cut.port, { over: 'tcp' })).failure).toMatchObject({
      kind: 'protocol',
      message: 'the connection was closed after 8 of 64 bytes of the answer',
    });
    const reset = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await probe(reset.port, { over: 'tcp' })).failure).toMatchObject({ kind: 'protocol' });
    const endless = await serveBytes('\xff');
    expect((await probe(endless.port, { over: 'tcp' }, SHORT)).failure).toMatchObject({ kind: 'timeout' });
    for (const server of [closed, cut, reset, endless]) await expect.poll(() => server.open()).toBe(0);
  });

  it('truncated over TCP too: protocol', async () => {
    const server = await serveDns((query) => [answerTo(query, { flags: 0x0200 })]);
    const { failure } = await probe(server.port);
    expect(failure).toMatchObject({ kind: 'protocol' });
    expect(failure?.message).toContain('cut short although it came over a connection');
  });

  it('leaves no socket behind', async () => {
    const server = await serveDns(() => []);
    const resources = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('UDP')).length;
    const before = resources();
    await Promise.all(Array.from({ length: 20 }, () => probe(server.port, {}, { timeoutMs: 60 })));
    await expect.poll(resources).toBeLessThanOrEqual(before);
  });
});

describe('any bytes', () => {
  const outcomes = new Set(['pass', 'fail']);
  const kinds = new Set(['assertion', 'protocol', 'timeout', undefined]);

  it('are judged, never a bug of ours: valid messages with some bytes changed, cut or added', async () => {
    let message = Buffer.alloc(0);
    const server = await serveDns((query) => {
      const answer = Buffer.from(message);
      answer.writeUInt16BE(query.id ?? 0, 0);
      return [framed(answer).subarray(2)];
    });
    const query: Packet = { id: 0, questions: [{ type: 'MX', name: 'www.shop.example' }] };
    const base = answerTo(query, {
      answers: [
        { type: 'CNAME', name: 'www.shop.example', data: 'a.example' },
        { type: 'MX', name: 'a.example', data: { preference: 1, exchange: 'mail.example' } },
        { type: 'TXT', name: 'a.example', data: ['x'] },
      ],
    });
    const change = fc.record({ at: fc.nat(base.length - 1), to: fc.nat(255) });
    const mutated = fc
      .tuple(
        fc.array(change, { maxLength: 6 }),
        fc.integer({ min: 12, max: base.length }),
        fc.uint8Array({ maxLength: 30 }),
      )
      .map(([changes, length, more]) => {
        const copy = Buffer.from(base);
        for (const { at, to } of changes) copy[at] = to;
        return Buffer.concat([copy.subarray(0, length), more]);
      });
    const random = fc.uint8Array({ minLength: 12, maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, random), async (bytes) => {
        message = bytes;
        const result = await probe(server.port, { type: 'MX', over: 'tcp' }, { timeoutMs: 500 });
        expect(outcomes).toContain(result.outcome);
        expect(kinds).toContain(result.failure?.kind);
      }),
      { numRuns: 25 },
    );
    await expect.poll(() => server.open()).toBe(0);
  });
});
