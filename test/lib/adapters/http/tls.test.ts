import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { checkOf, fixture, local, serveBytes, serveHttps, serveTcp } from '../servers.ts';

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
    await expect.poll(open).toBe(0);
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
    await expect.poll(open).toBe(0);
  });
});
