import { createServer } from 'node:https';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { secret } from '../../../../lib/core/factories/secret.ts';
import { checkOf, fixture, listen, local, serveBytes, serveHttp, serveHttps, serveTcp } from '../servers.ts';
import { ask, SECRETS } from './asked.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

describe('a probe over TLS', () => {
  test.each(['localhost', '127.0.0.1'])('of %s passes with a tls phase', async (host) => {
    const { port } = await serveHttps((request, response) => response.end(request.headers.host));
    const expectations = [{ on: 'bodyText', condition: { is: 'equals', value: `${host}:${port}` } }] as const;
    const result = await prober.probe(checkOf(`https://${host}:${port}/`, { expect: expectations }), local);
    expect(result).toMatchObject({ outcome: 'pass', status: 200 });
    expect(result.phases.tls).toBeGreaterThan(0);
  });

  test.each([
    ['expired', 'CERT_HAS_EXPIRED', /expired/],
    ['other-host', 'ERR_TLS_CERT_ALTNAME_INVALID', /another host.*other\.example/],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/],
  ] as const)('fails of kind tls at a certificate that is %s', async (name, actual, message) => {
    const { port } = await serveHttps((_, response) => response.end(), name);
    const { failure, phases } = await prober.probe(checkOf(`https://localhost:${port}/`), local);
    expect(failure).toMatchObject({ kind: 'tls', actual });
    expect(failure?.message).toMatch(message);
    expect(Object.keys(phases)).toEqual(['dns', 'tcp']);
  });

  test('fails of kind tls at an authority that is not trusted', async () => {
    const { port } = await serveHttps((_, response) => response.end());
    const { failure } = await socketProber().probe(checkOf(`https://localhost:${port}/`), local);
    expect(failure?.kind).toBe('tls');
  });

  test('fails of kind tls at a server that speaks no TLS', async () => {
    const { port } = await serveBytes('HTTP/1.1 400 Bad Request\r\n\r\n', true);
    const { failure } = await prober.probe(checkOf(`https://localhost:${port}/`), local);
    expect(failure?.kind, failure?.message).toBe('tls');
    expect(failure?.message).toMatch(/^TLS: the handshake failed: the server speaks no TLS on this port \(.*\)$/);
  });

  test('fails of kind timeout, in tls, at a server that does not shake hands', async () => {
    const { port, open } = await serveTcp((socket) => socket.resume());
    const { failure } = await prober.probe(checkOf(`https://localhost:${port}/`, { timeoutMs: 200 }), local);
    expect(failure?.kind).toBe('timeout');
    expect(failure?.message).toContain('in tls');
    await expect.poll(open, { interval: 4 }).toBe(0);
  });

  test('fails of kind connect at a server that resets during the handshake', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { failure } = await prober.probe(checkOf(`https://localhost:${port}/`), local);
    expect(failure?.kind, failure?.message).toBe('connect');
  });

  test('leaves no connection behind', async () => {
    const { port, open, accepted } = await serveHttps((_, response) => response.end());
    await Promise.all(Array.from({ length: 10 }, () => prober.probe(checkOf(`https://localhost:${port}/`), local)));
    expect(accepted()).toBe(10);
    await expect.poll(open, { interval: 4 }).toBe(0);
  });
});

describe('how TLS is spoken is the check’s to say', () => {
  const trusting = { ca: fixture('ca.pem') };
  const ours = { cert: fixture('valid.pem'), key: fixture('valid.key') };
  /** Node's own authorities, where the check names none. */
  const strict = socketProber({ secrets: { read: async ({ name }) => SECRETS[name] ?? '' } });

  test('an authority of its own is trusted, and no other is then', async () => {
    const { port } = await serveHttps((_, response) => response.end());
    const url = `https://localhost:${port}/`;
    expect((await ask({ url }, {}, strict)).failure?.kind).toBe('tls');
    expect(await ask({ url, tls: trusting }, {}, strict)).toMatchObject({ outcome: 'pass' });
    const other = { ca: fixture('self-signed.pem') };
    expect((await ask({ url, tls: other })).failure).toMatchObject({ kind: 'tls' });
    const own = await serveHttps((_, response) => response.end(), 'self-signed');
    expect(await ask({ url: `https://localhost:${own.port}/`, tls: other })).toMatchObject({ outcome: 'pass' });
  });

  test.each(['expired', 'other-host', 'self-signed'] as const)(
    'insecure takes a certificate that is %s',
    async (name) => {
      const { port } = await serveHttps((_, response) => response.end(), name);
      expect(await ask({ url: `https://localhost:${port}/`, tls: { insecure: true } })).toMatchObject({
        outcome: 'pass',
      });
    },
  );

  test('a server name of its own is asked for, and is what the certificate must have', async () => {
    const names: unknown[] = [];
    const options = { key: fixture('other-host.key'), cert: fixture('other-host.pem') };
    const server = createServer(options, (request, response) => {
      names.push((request.socket as import('node:tls').TLSSocket).servername, request.headers.host);
      response.end();
    });
    const { port } = await listen(server);
    const url = `https://127.0.0.1:${port}/`;
    expect(await ask({ url, tls: { serverName: 'other.example' } })).toMatchObject({ outcome: 'pass' });
    expect(names).toEqual(['other.example', `127.0.0.1:${port}`]);
    expect((await ask({ url, tls: { serverName: 'third.example' } })).failure).toMatchObject({
      kind: 'tls',
      actual: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  describe('a server that asks for a client certificate', () => {
    const serve = async () => {
      const seen: unknown[] = [];
      const options = { ...ours, ca: fixture('ca.pem'), requestCert: true, rejectUnauthorized: true };
      const server = createServer(options, (request, response) => {
        const socket = request.socket as import('node:tls').TLSSocket;
        seen.push(socket.getPeerCertificate().subject?.CN);
        response.end();
      });
      return { ...(await listen(server)), seen };
    };

    test('gets it, its key read as a secret', async () => {
      const { port, seen } = await serve();
      SECRETS['/client-key'] = ours.key;
      const tls = { cert: ours.cert, key: secret('/client-key') };
      expect(await ask({ url: `https://localhost:${port}/`, tls })).toMatchObject({ outcome: 'pass' });
      expect(seen).toEqual(['killdeer test valid']);
    });

    test('and gets none is tls, which says what it asks for', async () => {
      const server = await serve();
      const { failure } = await ask({ url: `https://localhost:${server.port}/` });
      expect(failure?.kind, failure?.message).toBe('tls');
      expect(failure?.message).toContain('the server asks for a client certificate');
      await expect.poll(server.open, { interval: 4 }).toBe(0);
    });

    test('and closes at one of another authority is connect: Node’s server says no more', async () => {
      const { port } = await serve();
      const tls = { cert: fixture('self-signed.pem'), key: fixture('self-signed.key') };
      const { failure } = await ask({ url: `https://localhost:${port}/`, tls });
      expect(failure?.kind, failure?.message).toBe('connect');
      expect(failure?.message).toContain('closed before the request was sent');
    });
  });

  test.each([
    ['a key that is none', { cert: ours.cert, key: 'hunter2' }],
    ['a key of another certificate', { cert: ours.cert, key: fixture('self-signed.key') }],
    ['a certificate that is none', { cert: 'hunter2', key: ours.key }],
  ])('%s is our own fault, and is not shown', async (_, tls) => {
    const { port, open } = await serveHttps((_, response) => response.end());
    const { outcome, failure } = await ask({ url: `https://localhost:${port}/`, tls });
    expect(outcome).toBe('unknown');
    expect(failure).toMatchObject({ kind: 'probe' });
    expect(failure?.message).toContain('the certificates or the key of the check cannot be used');
    expect(JSON.stringify(failure)).not.toContain('hunter2');
    await expect.poll(open, { interval: 4 }).toBe(0);
  });

  test('our certificate and the server name do not go along across origins', async () => {
    const there = await serveHttps((_, response) => response.end());
    const here = await serveHttps(
      (_, response) => response.writeHead(302, { location: `https://localhost:${there.port}/` }).end(),
      'other-host',
    );
    const tls = { ...ours, serverName: 'other.example' };
    expect(await ask({ url: `https://127.0.0.1:${here.port}/`, tls })).toMatchObject({ outcome: 'pass', status: 200 });
  });

  test('facts of the certificate can be expected of an https check', async () => {
    const { port } = await serveHttps((_, response) => response.end());
    const days = { on: 'fact', name: 'certificate.daysLeft', condition: { is: 'atLeast', value: 30 } } as const;
    expect(await ask({ url: `https://localhost:${port}/`, expect: [days] })).toMatchObject({ outcome: 'pass' });
    const plain = await serveHttp((_, response) => response.end());
    const { failure } = await ask({ url: `http://localhost:${plain.port}/`, expect: [days] });
    expect(failure).toMatchObject({ kind: 'assertion', actual: 'missing' });
  });
});
