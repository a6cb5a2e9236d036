import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { checkOf, closedPort, local, serveHttp } from '../servers.ts';

const nowhere = { region: { name: 'eu-west-1', allow: [] }, sampled: false };

describe('the address guard of a probe', () => {
  test.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0.0.0.0'])(
    'refuses %s before a byte is sent, unless the region allows it',
    async (host) => {
      const { port, accepted } = await serveHttp((_, response) => response.end());
      const { outcome, failure, address } = await socketProber().probe(checkOf(`http://${host}:${port}/`), nowhere);
      expect(outcome).toBe('fail');
      expect(failure).toMatchObject({ kind: 'guard', expected: 'a global unicast address' });
      expect(failure?.message).toContain(failure?.actual);
      expect(address).toBeUndefined();
      expect(accepted()).toBe(0);
    },
  );

  test('names host and address where they differ', async () => {
    const { failure } = await socketProber().probe(checkOf('http://localhost:1/'), nowhere);
    expect(failure?.message).toMatch(/localhost, which is 127\.0\.0\.1/);
  });

  test('lets a region reach what it allows', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    expect((await socketProber().probe(checkOf(`http://127.0.0.1:${port}/`), local)).outcome).toBe('pass');
  });

  test('judges a name by the address that it has, and takes one that is allowed', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    const prober = socketProber({
      hostsFile: hostsFile(`10.0.0.1 api\n127.0.0.1 api two # three\n169.254.169.254 meta`),
    });
    expect(await prober.probe(checkOf(`http://api:${port}/`), local)).toMatchObject({
      outcome: 'pass',
      address: '127.0.0.1',
    });
    expect(await prober.probe(checkOf(`http://TWO:${port}/`), local)).toMatchObject({ outcome: 'pass' });
    expect((await prober.probe(checkOf('http://meta/'), local)).failure).toMatchObject({
      kind: 'guard',
      actual: '169.254.169.254',
    });
  });
});

describe('names', () => {
  test('that do not exist are dns, at once, whether or not there is a name server', async () => {
    const check = checkOf('http://nope.invalid/');
    for (const servers of [undefined, [`127.0.0.1:${await closedPort()}`]]) {
      const prober = socketProber(servers === undefined ? {} : { servers });
      const startedAt = performance.now();
      const { failure } = await prober.probe(check, local);
      expect(performance.now() - startedAt).toBeLessThan(100);
      expect(failure).toMatchObject({ kind: 'dns', actual: 'ENOTFOUND' });
      expect(failure?.message).toContain('nope.invalid');
    }
  });

  test('are dns at once where the name server cannot be reached', async () => {
    const prober = socketProber({ servers: [`127.0.0.1:${await closedPort()}`] });
    const startedAt = performance.now();
    const { failure, phases } = await prober.probe(checkOf('http://api.shop.example/'), local);
    expect(failure).toMatchObject({ kind: 'dns', actual: 'ECONNREFUSED' });
    expect(phases).toEqual({});
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test('are dns, not timeout, where the name server keeps silent, within the time of the probe', async () => {
    const prober = socketProber({ servers: [await nameServer(() => undefined)] });
    const startedAt = performance.now();
    const { failure } = await prober.probe(checkOf('http://api.shop.example/', { timeoutMs: 2_000 }), local);
    expect(failure).toMatchObject({ kind: 'dns', actual: 'ETIMEOUT' });
    expect(performance.now() - startedAt).toBeLessThan(2_100);
  });

  test.each([
    [2, 'ESERVFAIL'],
    [3, 'ENOTFOUND'],
    [0, 'ENODATA'],
    [5, 'EREFUSED'],
  ])('are dns where the answer is code %i', async (code, actual) => {
    const prober = socketProber({ servers: [await nameServer((question) => reply(question, code))] });
    expect((await prober.probe(checkOf('http://api.shop.example/'), local)).failure).toMatchObject({
      kind: 'dns',
      actual,
    });
  });

  test('resolve by A records, and connect to what they say', async () => {
    const { port } = await serveHttp((request, response) => response.end(request.headers.host));
    const answer = (question: Buffer) => reply(question, 0, typeOf(question) === 1 ? [127, 0, 0, 1] : []);
    const prober = socketProber({ servers: [await nameServer(answer)] });
    const expectations = [{ on: 'bodyText', condition: { is: 'equals', value: `api.shop.example:${port}` } }] as const;
    const result = await prober.probe(checkOf(`http://api.shop.example:${port}/`, { expect: expectations }), local);
    expect(result).toMatchObject({ outcome: 'pass', address: '127.0.0.1' });
    expect(result.phases.dns).toBeGreaterThan(0);
  });

  test('that point into the machine are refused', async () => {
    const prober = socketProber({ servers: [await nameServer((question) => reply(question, 0, [127, 0, 0, 1]))] });
    expect((await prober.probe(checkOf('http://rebind.example:9001/'), nowhere)).failure).toMatchObject({
      kind: 'guard',
      actual: '127.0.0.1',
    });
  });
});

/** A name server on loopback that answers each question as told, or not at all. */
async function nameServer(answer: (question: Buffer) => Buffer | undefined): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const bytes = answer(question);
    if (bytes !== undefined) socket.send(bytes, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket.close();
  });
  return `127.0.0.1:${socket.address().port}`;
}

/** 1: A, 28: AAAA. */
function typeOf(question: Buffer): number {
  return question.readUInt16BE(question.indexOf(0, 12) + 1);
}

/** The DNS message (RFC 1035) that answers a question with a code and perhaps one A record. */
function reply(question: Buffer, code: number, address: readonly number[] = []): Buffer {
  // The question ends with the name's zero byte, type and class; what EDNS adds after it is left out.
  const end = question.indexOf(0, 12) + 5;
  const message = Buffer.from(question.subarray(0, end));
  message.writeUInt16BE(0x8180 | code, 2);
  message.writeUInt16BE(address.length > 0 ? 1 : 0, 6);
  message.writeUInt32BE(0, 8);
  const record = address.length > 0 ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address] : [];
  return Buffer.concat([message, Buffer.from(record)]);
}

function hostsFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'killdeer-hosts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'hosts');
  writeFileSync(file, text);
  return file;
}
