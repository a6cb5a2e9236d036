import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { checkOf, fixture, local, serveHttp } from '../servers.ts';

const prober = socketProber({ ca: fixture('ca.pem') });

describe('an encoded body', () => {
  const expectations = [{ on: 'bodyText', condition: { is: 'contains', value: 'grüße' } }] as const;

  test('is decoded before it is judged', async () => {
    const { port } = await serveHttp((request, response) => {
      const latin = request.url === '/latin';
      const body = Buffer.from('viele grüße', latin ? 'latin1' : 'utf8');
      response.setHeader('content-type', latin ? 'text/plain; charset=iso-8859-1' : 'text/plain');
      if (!latin) response.setHeader('content-encoding', 'gzip');
      response.end(latin ? body : gzipSync(body));
    });
    for (const path of ['', 'latin']) {
      const check = checkOf(`http://127.0.0.1:${port}/${path}`, { expect: expectations });
      expect(await prober.probe(check, local)).toMatchObject({ outcome: 'pass' });
    }
  });

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    // As some servers send it, and browsers read it.
    ['deflate', deflateRawSync],
    ['GZIP', gzipSync],
    ['identity', (bytes: Buffer) => bytes],
    ['gzip, zstd', (bytes: Buffer) => zstdCompressSync(gzipSync(bytes))],
    ['', (bytes: Buffer) => bytes],
  ] as const)('in %s is decoded', async (name, encode) => {
    const { port } = await serveHttp((_, response) => {
      response.setHeader('content-encoding', name);
      response.end(encode(Buffer.from('viele grüße')));
    });
    const check = checkOf(`http://127.0.0.1:${port}/`, { expect: expectations });
    expect(await prober.probe(check, local)).toMatchObject({ outcome: 'pass' });
  });

  test('of nothing is nothing, whatever it is said to be in', async () => {
    const { port } = await serveHttp((request, response) => {
      response.setHeader('content-encoding', request.url?.slice(1) ?? '');
      response.end();
    });
    for (const name of ['gzip', 'deflate', 'br', 'zstd']) {
      expect(await prober.probe(checkOf(`http://127.0.0.1:${port}/${name}`), local)).toMatchObject({ outcome: 'pass' });
    }
  });

  test.each([
    ['zstd', zstdCompressSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ] as const)('in %s that is too large once decoded, cut off, or something else is protocol', async (name, encode) => {
    const { port } = await serveHttp((request, response) => {
      response.setHeader('content-encoding', name);
      const noise = encode(Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * i * 31) % 251)));
      if (request.url === '/bomb') response.end(encode(Buffer.alloc(1_000_000)));
      else response.end(request.url === '/cut' ? noise.subarray(0, noise.length / 2) : 'something else');
    });
    const failureOf = async (path: string) =>
      (await prober.probe(checkOf(`http://127.0.0.1:${port}/${path}`), local)).failure;
    expect(await failureOf('bomb')).toMatchObject({ kind: 'protocol', expected: 'at most 262144 bytes' });
    expect(await failureOf('cut')).toMatchObject({ kind: 'protocol', expected: name });
    expect(await failureOf('else')).toMatchObject({ kind: 'protocol', expected: name });
  });

  test('that is broken, or too large once decoded, is protocol', async () => {
    const { port } = await serveHttp((request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(request.url === '/bomb' ? gzipSync(Buffer.alloc(1_000_000)) : 'no gzip');
    });
    const bomb = await prober.probe(checkOf(`http://127.0.0.1:${port}/bomb`), local);
    expect(bomb.failure).toMatchObject({ kind: 'protocol', expected: 'at most 262144 bytes' });
    const broken = await prober.probe(checkOf(`http://127.0.0.1:${port}/`), local);
    expect(broken.failure).toMatchObject({ kind: 'protocol', expected: 'gzip' });
  });
});
