import { describe, expect, test } from 'vitest';
import { assertSendable, firstHop } from '../../../../lib/adapters/http/first-hop.ts';
import type { Hop } from '../../../../lib/adapters/http/hop.ts';
import { requestHead } from '../../../../lib/adapters/http/request-head.ts';
import type { Run } from '../../../../lib/adapters/probe/run.ts';

const hop = (overrides: Partial<Hop> = {}): Hop => ({
  url: new URL('http://shop.example:8080/a%20b?c=d'),
  method: 'GET',
  headers: { accept: '*/*' },
  isOwn: true,
  ...overrides,
});

describe('the head of a request', () => {
  test('names the host first, and that the connection ends with it', () => {
    expect(requestHead(hop())).toBe(
      'GET /a%20b?c=d HTTP/1.1\r\nHost: shop.example:8080\r\naccept: */*\r\nConnection: close\r\n\r\n',
    );
  });

  test('leaves the port out where it is the usual one, and keeps the brackets of IPv6', () => {
    expect(requestHead(hop({ url: new URL('https://shop.example:443/') }))).toContain('\r\nHost: shop.example\r\n');
    expect(requestHead(hop({ url: new URL('http://[::1]:81/') }))).toContain('\r\nHost: [::1]:81\r\n');
  });

  test('says nothing twice that the check says itself', () => {
    const head = requestHead(hop({ headers: { host: 'other.example', connection: 'keep-alive' } }));
    expect(head).toBe('GET /a%20b?c=d HTTP/1.1\r\nhost: other.example\r\nconnection: keep-alive\r\n\r\n');
  });

  test('names the whole URL to a proxy', () => {
    expect(requestHead(hop(), true)).toMatch(/^GET http:\/\/shop\.example:8080\/a%20b\?c=d HTTP\/1\.1\r\n/);
  });

  test.each(['POST', 'PUT', 'PATCH'])('of a %s without a body says so', (method) => {
    expect(requestHead(hop({ method }))).toContain('\r\nContent-Length: 0\r\n');
    expect(requestHead(hop({ method, body: Buffer.from('x') }))).not.toContain('Content-Length: 0');
  });

  test('of a POST whose own header says so says it once', () => {
    const head = requestHead(hop({ method: 'POST', headers: { 'content-length': '0' } }));
    expect(head.match(/content-length/gi)).toHaveLength(1);
  });

  test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('of a %s without a body says nothing of one', (method) => {
    expect(requestHead(hop({ method })).toLowerCase()).not.toContain('content-length');
  });
});

describe('what cannot be sent', () => {
  test.each([
    ['a line break in a value', { 'x-key': 'hunter2\r\nx: y' }, 'the value of the header x-key cannot be sent'],
    ['a letter beyond Latin-1', { 'x-key': 'hunter2 ✓' }, 'the value of the header x-key cannot be sent'],
    ['a space in a name', { accept: '*/*', 'x key': 'hunter2' }, 'a header with the name "x key" cannot be sent'],
    ['a line break in a name', { 'a: b\r\nc': 'hunter2' }, 'a header with the name "a: b\\r\\nc" cannot be sent'],
    ['no name', { '': 'hunter2' }, 'a header with the name "" cannot be sent'],
    [
      'no value, as only a flow can give it',
      { 'x-key': undefined },
      'the header x-key cannot be sent: it has no value',
    ],
  ])('%s is refused by name, and its value not shown', (_, headers, message) => {
    const act = () => assertSendable(headers as unknown as Record<string, string>);
    expect(act).toThrow(message);
    expect(act).not.toThrow('hunter2');
  });

  test('a method with a space in it, as only a flow can have it, is refused', () => {
    const run = { means: { userAgent: 'x' }, trace: { headers: {} }, strike: () => {} } as unknown as Run;
    const asked = { url: 'http://a.example/', method: 'GET / HTTP/1.1\r\nx:' as 'GET', headers: {} };
    expect(() => firstHop(asked, run)).toThrow('a request with the method "GET / HTTP/1.1\\r\\nx:" cannot be sent');
    const chunked = { ...asked, method: 'POST' as const, headers: { 'transfer-encoding': 'chunked' } };
    expect(() => firstHop(chunked, run)).toThrow('the header transfer-encoding cannot be sent');
    expect(firstHop({ ...asked, method: 'PURGE' as 'GET' }, run)).toMatchObject({ method: 'PURGE' });
  });

  test('tabs, and letters of Latin-1, can be', () => {
    expect(() => assertSendable({ accept: '*/*', 'x-name': 'Zoë\tB', "!#$%&'*+.^_`|~": '' })).not.toThrow();
  });
});
