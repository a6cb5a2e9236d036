import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Answer, Packet } from 'dns-packet';
import { tcp } from 'killdeer';
import { describe, expect, onTestFinished, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import type { Region } from '../../../../lib/core/monitor.ts';
import { answerTo, serveDns } from '../dns/name-server.ts';
import { checkOf, serveHttp } from '../servers.ts';

const allowing = (...allow: string[]) => ({ region: { name: 'eu-west-1', allow } satisfies Region, sampled: false });
const nowhere = allowing();

/** Ways to write an address of this machine, or one that reaches it. */
const LOOPBACK = [
  // IPv4, in every form that inet_aton or a browser takes
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '127.1',
  '127.0.1',
  '127.0x1',
  '2130706433',
  '0x7f000001',
  '0X7F000001',
  '0x7f.1',
  '0x7f.0x0.0x0.0x1',
  '0177.1',
  '0177.0.0.1',
  '017700000001',
  '00000177.0.0.1',
  '127.0.0.1.',
  '127.1.',
  '%31%32%37.0.0.1',
  '127%2e0%2e0%2e1',
  '１２７.0.0.1',
  '127。0。0。1',
  '127．0．0．1',
  '127｡0｡0｡1',
  '①②⑦.⓪.⓪.①',
  '0.0.0.0',
  '0',
  '0x0',
  '0.1',
  // names
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost%2e',
  'ⓛocalhost',
  'loc\u00adalhost',
  'ＬＯＣＡＬＨＯＳＴ',
  'a.localhost',
  'a.b.localhost.',
  // what stands before an @ is no host
  '8.8.8.8@127.0.0.1',
  'api.shop.example:443@127.1',
  // IPv6, and IPv4 within it
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:FFFF:7F00:0001]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:7f00:1::1]',
  '[2001:0:7f00:1:0:0:80ff:fffe]',
  '[2000::5efe:127.0.0.1]',
  '[2000::200:5efe:7f00:1]',
] as const;

/** What else is not of the public internet. */
const ELSEWHERE = [
  // the metadata of machines and containers, and Lambda's own daemons
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '169.254.170.2',
  '169.254.79.129',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  // private, shared, link local, benchmarking, documentation, multicast, reserved, broadcast
  '10.0.0.1',
  '10.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '3232235777',
  '100.64.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[5f00::1]',
] as const;

/** Listens on every address of this machine, so that it counts whoever finds a way. */
async function victim(): Promise<{ port: number; accepted(): number }> {
  let accepted = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  });
  await new Promise<void>((resolve, reject) => {
    // Without IPv6, all of IPv4.
    server.once('error', () => server.once('error', reject).listen(0, '0.0.0.0', resolve)).listen(0, '::', resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, accepted: () => accepted };
}

const prober = socketProber();

describe('before a byte is sent, a probe refuses', () => {
  test('more than eighty ways to name what is not public, in a URL', async () => {
    const { port, accepted } = await victim();
    const hosts = [...LOOPBACK, ...ELSEWHERE];
    expect(hosts.length).toBeGreaterThan(80);
    const results = hosts.map(async (host) => {
      const { outcome, failure, address } = await prober.probe(checkOf(`http://${host}:${port}/`), nowhere);
      expect({ host, outcome, kind: failure?.kind, address }).toEqual({ host, outcome: 'fail', kind: 'guard' });
    });
    await Promise.all(results);
    expect(accepted()).toBe(0);
  });

  test('the same where the host stands by itself, and what is no host', async () => {
    const { port, accepted } = await victim();
    const bare = [...LOOPBACK, ...ELSEWHERE].filter((host) => !host.includes('@'));
    const trick = ['8.8.8.8@127.0.0.1', '127.0.0.1/x', '127.0.0.1#x', '127.0.0.1?', '\\127.0.0.1', ' 127.0.0.1', ''];
    const results = [...bare, ...bare.map((host) => host.replace(/[[\]]/g, '')), ...trick].map(async (host) => {
      const { outcome, failure, address } = await prober.probe(tcpTo(host, port), nowhere);
      const kind = trick.includes(host) ? 'dns' : 'guard';
      expect({ host, outcome, kind: failure?.kind, address }).toEqual({ host, outcome: 'fail', kind });
    });
    await Promise.all(results);
    expect(accepted()).toBe(0);
  });

  test.each(['fe80::1%lo', '::1%lo', '127.0.0.1%00.example', '[fe80::1%25lo]'])(
    'the zone or the zero in %s',
    async (host) => {
      const { port, accepted } = await victim();
      const { outcome, failure } = await prober.probe(tcpTo(host, port), nowhere);
      expect(outcome).toBe('fail');
      expect(['guard', 'dns']).toContain(failure?.kind);
      expect(accepted()).toBe(0);
    },
  );

  test.each(['127.0.0.2', '2130706434', '0x7f.2', 'localhost', 'a.localhost.', '[::1]', '[::ffff:7f00:2]', '0.0.0.0'])(
    'a redirect to %s',
    async (host) => {
      const { port, accepted } = await victim();
      const from = await serveHttp((_, response) => {
        response.writeHead(302, { location: `http://${host}:${port}/` }).end();
      });
      const hosts = { hostsFile: '/dev/null' };
      const result = await socketProber(hosts).probe(
        checkOf(`http://127.0.0.1:${from.port}/`),
        allowing('127.0.0.1/32', '198.51.100.0/24'),
      );
      // `localhost` is 127.0.0.1 too, which is allowed here: then it is reached, and only then.
      const isAllowed = host.includes('localhost');
      expect(result).toMatchObject(isAllowed ? { outcome: 'pass' } : { outcome: 'fail', failure: { kind: 'guard' } });
      expect(accepted()).toBe(isAllowed ? 1 : 0);
    },
  );
});

describe('of a name, what it resolves to is refused', () => {
  const a = (name: string, data: string): Answer => ({ type: 'A', name, data, ttl: 1 });

  /** Probes a name whose name server answers so, by how often it was asked. */
  async function probeName(answers: (type: string, asked: number) => readonly Answer[], allow: readonly string[] = []) {
    const { port, accepted } = await victim();
    let asked = 0;
    const server = await serveDns((query: Packet) => {
      const type = query.questions?.[0]?.type ?? '';
      if (type === 'A') asked += 1;
      return [answerTo(query, { answers: answers(type, asked) })];
    });
    const named = socketProber({ servers: [`127.0.0.1:${server.port}`], hostsFile: '/dev/null' });
    const url = `http://api.shop.example:${port}/`;
    return { result: await named.probe(checkOf(url), allowing(...allow)), accepted, asked: () => asked, named, url };
  }

  test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '0.0.0.0', '100.64.1.1'])('%s', async (address) => {
    const { result, accepted } = await probeName((type) => (type === 'A' ? [a('api.shop.example', address)] : []));
    expect(result.failure).toMatchObject({ kind: 'guard', actual: address });
    expect(accepted()).toBe(0);
  });

  test.each(['::1', '::ffff:127.0.0.1', 'fd00:ec2::254', '64:ff9b::7f00:1'])('%s', async (data) => {
    const { result, accepted } = await probeName((type) =>
      type === 'AAAA' ? [{ type: 'AAAA', name: 'api.shop.example', data, ttl: 1 }] : [],
    );
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'guard' } });
    expect(accepted()).toBe(0);
  });

  test('what a CNAME leads to', async () => {
    const { result, accepted } = await probeName((type) => [
      { type: 'CNAME', name: 'api.shop.example', data: 'internal.shop.example', ttl: 1 },
      ...(type === 'A' ? [a('internal.shop.example', '127.0.0.1')] : []),
    ]);
    expect(result.failure).toMatchObject({ kind: 'guard', actual: '127.0.0.1' });
    expect(accepted()).toBe(0);
  });

  test('each address but those that are allowed, where there are several', async () => {
    const mixed = (type: string) =>
      type === 'A' ? ['10.0.0.1', '127.0.0.3', '127.0.0.2'].map((address) => a('api.shop.example', address)) : [];
    const { result, accepted } = await probeName(mixed, ['127.0.0.2/32']);
    expect(result).toMatchObject({ outcome: 'pass', address: '127.0.0.2' });
    expect(accepted()).toBe(1);
  });

  test('what it changed to between two look-ups; and none is made between the check and the connection', async () => {
    const flip = (type: string, asked: number) =>
      type === 'A' ? [a('api.shop.example', asked % 2 === 1 ? '127.0.0.2' : '127.0.0.1')] : [];
    const { result, accepted, asked, named, url } = await probeName(flip, ['127.0.0.2/32']);
    expect(result).toMatchObject({ outcome: 'pass', address: '127.0.0.2' });
    expect([asked(), accepted()]).toEqual([1, 1]);
    const again = await named.probe(checkOf(url), allowing('127.0.0.2/32'));
    expect(again.failure).toMatchObject({ kind: 'guard', actual: '127.0.0.1' });
    expect([asked(), accepted()]).toEqual([2, 1]);
  });
});

describe('what a region allows is reached', () => {
  test('in every form that is an address of the range', async () => {
    const { port, accepted } = await victim();
    const reached = LOOPBACK.filter((host) => !/^\[|^0$|^0x0$|^0\./.test(host));
    for (const host of reached) {
      const result = await prober.probe(checkOf(`http://${host}:${port}/`), allowing('127.0.0.0/8'));
      expect({ host, outcome: result.outcome, failure: result.failure }).toEqual({ host, outcome: 'pass' });
    }
    expect(reached.length).toBeGreaterThan(30);
    expect(accepted()).toBe(reached.length);
  });

  test('and nothing beside it', async () => {
    const { port, accepted } = await victim();
    for (const allow of [['127.0.0.1/32'], ['10.0.0.0/8', '::/0'], ['::1/128']]) {
      const result = await prober.probe(checkOf(`http://127.0.0.2:${port}/`), allowing(...allow));
      expect(result.failure?.kind).toBe('guard');
    }
    expect(accepted()).toBe(0);
  });
});

/** A `tcp` check of a host that no validation has seen. */
function tcpTo(host: string, port: number) {
  const { checks } = compileMonitor({
    ...{ kind: 'monitor', name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [] },
    checks: [tcp('port', { host, port, retry: false })],
  });
  const [check] = checks;
  if (check === undefined) throw new Error('there is no check');
  return check;
}
