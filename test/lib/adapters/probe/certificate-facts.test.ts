import { createServer } from 'node:https';
import { certificate, http, ocsp, tlsProtocol, trusted } from 'killdeer';
import { describe, expect, test } from 'vitest';
import { certificateFacts } from '../../../../lib/adapters/probe/certificate-facts.ts';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileHttp } from '../../../../lib/core/kinds/http.ts';
import { commonOf, listen, local, serveHttp } from '../servers.ts';
import { answer, chain, identity } from '../tls/tls-servers.ts';

const prober = socketProber({ ca: chain('root.pem') });

async function serve(name = 'valid') {
  const server = createServer(identity(name, 'intermediate'), (_, response) => response.end('hello'));
  let asked = 0;
  server.on('OCSPRequest', (_leaf, _issuer, callback) => {
    asked += 1;
    callback(null, answer('good'));
  });
  return { ...(await listen(server)), asked: () => asked };
}

describe('an http check', () => {
  const probe = (url: string, expectations: Parameters<typeof http>[1]['expect'], options = {}) =>
    prober.probe(
      { ...commonOf(), ...compileHttp(http('api', { url, expect: expectations ?? [], ...options })) },
      local,
    );

  test('may ask the certificate, TLS and the staple', async () => {
    const { port, asked } = await serve();
    const expectations = [
      certificate('names').contains('localhost'),
      tlsProtocol().equals('TLSv1.3'),
      trusted().equals(true),
      ocsp().equals('good'),
    ];
    const result = await probe(`https://localhost:${port}/`, expectations);
    expect(result.failure).toBeUndefined();
    expect(asked()).toBe(1);
  });

  test('asks for no staple where nobody looks at it', async () => {
    const { port, asked } = await serve();
    expect((await probe(`https://localhost:${port}/`, [])).outcome).toBe('pass');
    expect(asked()).toBe(0);
  });

  test('sees the certificate of the hop that answered', async () => {
    const last = await serve('rsa');
    const { port } = await serveHttp((_, response) =>
      response.writeHead(302, { location: `https://localhost:${last.port}/` }).end(),
    );
    expect((await probe(`http://localhost:${port}/`, [certificate('keyType').equals('rsa')])).failure).toBeUndefined();
  });

  test('without TLS has no certificate, and says so', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    const { failure } = await probe(`http://localhost:${port}/`, [certificate('daysLeft').atLeast(14)]);
    expect(failure?.message).toMatch(/^certificate\.daysLeft is missing, expected at least 14$/);
  });

  test('tells what is wrong with one that it accepts', async () => {
    const { port } = await serve('not-yet-valid');
    const expectations = [trusted().equals(false), certificate('validFrom').equals('2110-01-01T00:00:00.000Z')];
    const result = await probe(`https://localhost:${port}/`, expectations, { tls: { insecure: true } });
    expect(result.failure).toBeUndefined();
  });
});

test('what nobody asks is not looked at', async () => {
  const nothing = certificateFacts([]);
  expect(nothing.tls).toEqual({});
  // A socket that would throw at any question.
  const socket = new Proxy({}, { get: (_, key) => (key === 'then' ? undefined : expect.fail(`asked ${String(key)}`)) });
  expect(await nothing.read(socket as Parameters<typeof nothing.read>[0], { hostname: 'shop.example' })).toEqual({});
});
