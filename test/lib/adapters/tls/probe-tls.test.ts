import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { certificate, cipher, hostnameMatches, ocsp, type TlsCheckOptions, tls, tlsProtocol, trusted } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { Assertion } from '../../../../lib/core/assertion.ts';
import { compileTls } from '../../../../lib/core/kinds/tls.ts';
import type { Result } from '../../../../lib/core/result.ts';
import { closedPort, commonOf, listen, local, serveTcp } from '../servers.ts';
import { answer, chain, identity, serveTls } from './tls-servers.ts';

const ca = chain('root.pem');
const prober = socketProber({ ca });

async function probe(port: number, options: Partial<TlsCheckOptions> = {}, timeoutMs = 1_000): Promise<Result> {
  const check = compileTls(tls('edge', { host: 'localhost', port, ...options }));
  return await prober.probe({ ...commonOf({ timeoutMs }), ...check }, local);
}

/** Passes when all of these hold. */
async function holds(port: number, expect: readonly Assertion[], options: Partial<TlsCheckOptions> = {}) {
  return await probe(port, { ...options, expect });
}

describe('a tls check of a valid certificate', () => {
  test('passes, sends nothing, and has the phases of a handshake alone', async () => {
    let received = 0;
    const { port, open, accepted } = await serveTls({ onSocket: (socket) => socket.on('data', () => (received += 1)) });
    const result = await probe(port);
    expect(result).toMatchObject({ outcome: 'pass', address: '127.0.0.1' });
    expect(Object.keys(result.phases)).toEqual(['dns', 'tcp', 'tls']);
    await expect.poll(open, { interval: 5 }).toBe(0);
    expect([accepted(), received]).toEqual([1, 0]);
  });

  test('finds out all of its facts', async () => {
    const { port } = await serveTls();
    const result = await holds(port, [
      certificate('daysLeft').atLeast(30_000),
      certificate('validFrom').equals('2020-01-01T00:00:00.000Z'),
      certificate('validTo').equals('2120-01-01T00:00:00.000Z'),
      certificate('issuer').contains('CN=killdeer test intermediate'),
      certificate('subject').contains('CN=killdeer test valid, O=Killdeer'),
      certificate('names').equals([
        'localhost',
        '*.shop.example',
        '127.0.0.1',
        '0:0:0:0:0:0:0:1',
        'URI:spiffe://shop.example/api',
        'email:ops@shop.example',
      ]),
      certificate('keyType').equals('ec'),
      certificate('keyBits').equals(256),
      certificate('signature').equals('ecdsa-with-SHA256'),
      certificate('serial').matches(/^[0-9A-F]{20,}$/),
      certificate('fingerprint').matches(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      certificate('selfSigned').equals(false),
      certificate('chainLength').equals(3),
      tlsProtocol().atLeast('TLSv1.3'),
      cipher().matches(/^TLS_AES_\d+_GCM_SHA\d+$/),
      trusted().equals(true),
      hostnameMatches().equals(true),
      ocsp().equals('absent'),
    ]);
    expect(result.failure).toBeUndefined();
    expect(result.outcome).toBe('pass');
  });

  test('says what a fact is and what was expected of it', async () => {
    const { port } = await serveTls({ maxVersion: 'TLSv1.2' });
    const { failure } = await holds(port, [tlsProtocol().oneOf(['TLSv1.3'])]);
    expect(failure).toMatchObject({ kind: 'assertion', actual: '"TLSv1.2"' });
    expect(failure?.message).toMatch(/^tls\.protocol is "TLSv1\.2", expected .*TLSv1\.3/);
    expect((await holds(port, [tlsProtocol().atLeast('TLSv1.2')])).outcome).toBe('pass');
  });

  test('knows the key of an RSA certificate', async () => {
    const { port } = await serveTls(identity('rsa', 'intermediate'));
    const result = await holds(port, [certificate('keyType').equals('rsa'), certificate('keyBits').equals(2_048)]);
    expect(result.outcome).toBe('pass');
  });

  test('checks another name where one is given, and an address as one', async () => {
    const { port } = await serveTls();
    expect((await probe(port, { serverName: 'api.shop.example' })).outcome).toBe('pass');
    expect((await probe(port, { serverName: 'shop.example' })).failure?.actual).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect((await probe(port, { host: '127.0.0.1' })).outcome).toBe('pass');
    expect((await probe(port, { host: 'localhost.' })).outcome).toBe('pass');
  });

  test('trusts the authority that the check names alone', async () => {
    const { port } = await serveTls();
    const other = chain('../ca.pem');
    expect((await probe(port, { ca: other })).failure?.kind).toBe('tls');
    expect(
      (
        await socketProber({ ca: other }).probe(
          { ...commonOf(), ...compileTls(tls('edge', { host: 'localhost', port, ca })) },
          local,
        )
      ).outcome,
    ).toBe('pass');
  });

  test('fails below the days that it asks for', async () => {
    const { port } = await serveTls();
    const { failure } = await probe(port, { minDaysLeft: 3_650_000 });
    expect(failure?.message).toMatch(/^certificate\.daysLeft is \d+, expected at least 3650000$/);
  });
});

describe('a tls check of a certificate that must not be trusted', () => {
  const cases = [
    ['expired', identity('../expired'), 'CERT_HAS_EXPIRED', /the certificate has expired/],
    ['not valid yet', identity('not-yet-valid', 'intermediate'), 'CERT_NOT_YET_VALID', /is not valid yet/],
    ['self-signed', identity('../self-signed'), 'DEPTH_ZERO_SELF_SIGNED_CERT', /is self-signed/],
    ['for another host', identity('../other-host'), 'ERR_TLS_CERT_ALTNAME_INVALID', /another host.*other\.example/],
    ['without the one between', identity('valid'), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /chain is incomplete/],
    [
      'with a weak key',
      { ...identity('weak-key', 'intermediate'), ciphers: 'DEFAULT@SECLEVEL=0' },
      'UNSPECIFIED',
      /key too weak/,
    ],
  ] as const;

  const both = `${ca}${chain('../ca.pem')}`;

  test.each(cases)('that is %s fails of kind tls and says so', async (_, options, code, message) => {
    const { port, open } = await serveTls(options);
    const { failure, outcome } = await probe(port, { ca: both });
    expect({ outcome, kind: failure?.kind, actual: failure?.actual }).toEqual({
      outcome: 'fail',
      kind: 'tls',
      actual: code,
    });
    expect(failure?.message).toMatch(message);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test.each(cases)('that is %s still has its facts where trust is asked for', async (name, options) => {
    const { port } = await serveTls(options);
    const named = name === 'for another host';
    const result = await holds(
      port,
      [trusted().equals(named), hostnameMatches().equals(!named), certificate('daysLeft').atMost(999_999)],
      { ca: both },
    );
    expect(result.failure).toBeUndefined();
    expect(result.outcome).toBe('pass');
  });

  test('has the host name demanded still where trust alone is asked for, and the other way round', async () => {
    const { port } = await serveTls(identity('../other-host'));
    const misnamed = await holds(port, [trusted().equals(true)], { ca: both });
    expect(misnamed.failure).toMatchObject({ kind: 'tls', actual: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    const untrusted = await holds(port, [hostnameMatches().equals(false)]);
    expect(untrusted.failure).toMatchObject({ kind: 'tls', actual: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(untrusted.failure?.message).toMatch(/^TLS: the certificate chain is incomplete/);
  });

  test('counts the days since an expired one ended as below nothing, and its own signature', async () => {
    const expired = await serveTls(identity('../expired'));
    const facts = [trusted().equals(false), certificate('daysLeft').atMost(-2_000)];
    expect((await holds(expired.port, facts, { ca: both })).outcome).toBe('pass');
    const own = await serveTls(identity('../self-signed'));
    const signed = [
      trusted().equals(false),
      certificate('selfSigned').equals(true),
      certificate('chainLength').equals(1),
    ];
    expect((await holds(own.port, signed)).outcome).toBe('pass');
  });
});

describe('a tls check of a server that speaks badly', () => {
  const rsa = identity('rsa', 'intermediate');

  test.each([
    ['TLS 1.0', { ...rsa, ciphers: 'ALL@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1' }, /TLS 1\.1 at most/],
    ['TLS 1.1', { ...rsa, ciphers: 'ALL@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }, /TLS 1\.1 at most/],
    ['no encryption', { ...rsa, ciphers: 'NULL-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' }, /weak ciphers alone/],
    ['no certificate', { ...rsa, ciphers: 'ADH-AES128-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2' }, /weak ciphers alone/],
  ] as const)('%s fails of kind tls and says so', async (_, options, message) => {
    const { port } = await serveTls(options);
    const { failure } = await probe(port);
    expect(failure?.kind).toBe('tls');
    expect(failure?.message).toMatch(message);
  });

  test.each([
    ['silent', (socket: Socket) => socket, 'timeout', /in tls, shaking hands/],
    ['resetting', (socket: Socket) => socket.resetAndDestroy(), 'connect', /closed/],
    ['closing', (socket: Socket) => socket.end(), 'connect', /closed/],
    ['plain', (socket: Socket) => socket.end('220 mail\r\n'), 'tls', /speaks no TLS/],
    ['garbage', (socket: Socket) => socket.write(Buffer.alloc(200, 0x16)), 'tls', /handshake failed/],
  ] as const)('%s fails of its kind', async (_, onConnection, kind, message) => {
    const { port, open } = await serveTcp((socket) => onConnection(socket.resume()));
    const begin = performance.now();
    const { failure, outcome } = await probe(port, {}, 200);
    expect(performance.now() - begin).toBeLessThan(300);
    expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'fail', kind });
    expect(failure?.message).toMatch(message);
    await expect.poll(open, { interval: 5 }).toBe(0);
  });

  test('nobody listening fails of kind connect', async () => {
    expect((await probe(await closedPort())).failure?.kind).toBe('connect');
  });
});

describe('a stapled OCSP answer', () => {
  test.each([
    ['good', 'good'],
    ['by-key', 'good'],
    ['delegated', 'good'],
    ['revoked', 'revoked'],
    ['unknown', 'unknown'],
    ['expired', 'expired'],
    ['not-a-responder', 'invalid'],
    ['without-certificate', 'invalid'],
  ])('%s is %s', async (name, status) => {
    const { port } = await serveTls({ staple: answer(name) });
    const { failure } = await holds(port, [ocsp().equals(status)]);
    expect(failure).toBeUndefined();
  });

  test('that is garbage, or about another certificate, is invalid', async () => {
    const garbage = await serveTls({ staple: Buffer.from('not an answer') });
    expect((await holds(garbage.port, [ocsp().equals('invalid')])).failure).toBeUndefined();
    const another = await serveTls({ ...identity('rsa', 'intermediate'), staple: answer('good') });
    expect((await holds(another.port, [ocsp().equals('invalid')])).failure).toBeUndefined();
  });

  test('is asked for only where a check looks at it', async () => {
    let asked = 0;
    const server = createServer(identity('valid', 'intermediate'), (socket) => socket.on('error', () => {}).resume());
    server.on('OCSPRequest', (_leaf, _issuer, callback) => {
      asked += 1;
      callback(null, answer('good'));
    });
    const { port } = await listen(server);
    await holds(port, [certificate('names').contains('localhost')]);
    expect(asked).toBe(0);
    await holds(port, [ocsp().equals('good')]);
    expect(asked).toBe(1);
  });
});
