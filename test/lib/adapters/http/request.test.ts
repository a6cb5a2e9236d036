import { describe, expect, test } from 'vitest';
import { binary, form, multipart } from '../../../../lib/core/factories/body.ts';
import { secret, template } from '../../../../lib/core/factories/secret.ts';
import { ask, SECRETS, serveSeen } from './asked.ts';

describe('secrets', () => {
  test('are read wherever they stand: in path, query, headers, and deep in a body', async () => {
    const { port, seen } = await serveSeen();
    SECRETS['/odd'] = 'a&b=c "d"\n\\';
    const result = await ask({
      url: template`http://127.0.0.1:${String(port)}/${secret('/path')}?own=${secret('/own')}#${secret('/fragment')}`,
      method: 'POST',
      query: { key: secret('/odd'), list: ['1', secret('/two')], n: 3 },
      headers: { 'X-Key': template`Token ${secret('/token')}` },
      body: { a: [{ deep: secret('/odd') }], b: template`<${secret('/odd')}>`, c: 1 },
    });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(seen[0]?.url).toBe('/path?own=own&key=a%26b%3Dc%20%22d%22%0A%5C&list=1&list=two&n=3');
    expect(seen[0]?.headers).toMatchObject({ 'x-key': 'Token token', 'content-type': 'application/json' });
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({
      a: [{ deep: 'a&b=c "d"\n\\' }],
      b: '<a&b=c "d"\n\\>',
      c: 1,
    });
  });

  test('may be in none of the templates of a check', async () => {
    const { port, seen } = await serveSeen();
    const options = {
      headers: { 'x-key': template`Token ${'abc'}` },
      method: 'POST',
      body: template`a${'b'}`,
    } as const;
    expect(await ask({ url: template`http://127.0.0.1:${String(port)}/x`, ...options })).toMatchObject({
      outcome: 'pass',
    });
    expect(seen[0]).toMatchObject({ url: '/x', headers: { 'x-key': 'Token abc' } });
    expect(seen[0]?.body.toString()).toBe('ab');
  });

  test('may be the whole URL, with user and password', async () => {
    const { port, seen } = await serveSeen();
    SECRETS['/url'] = `http://ann:p%40ss%zz@127.0.0.1:${port}/hook`;
    expect(await ask({ url: secret('/url') })).toMatchObject({ outcome: 'pass' });
    const credentials = Buffer.from('ann:p%40ss%zz').toString('base64');
    expect(seen[0]).toMatchObject({ url: '/hook', headers: { authorization: `Basic ${credentials}` } });
  });

  test.each([
    ['no URL', 'hunter2'],
    ['of another scheme', 'ftp://hunter2/'],
  ])('that make the URL one that is %s are our own fault, and not shown', async (_, value) => {
    SECRETS['/bad'] = value;
    const { outcome, failure } = await ask({ url: secret('/bad') });
    expect(outcome).toBe('unknown');
    expect(failure).toMatchObject({ kind: 'probe', message: 'the URL is none of the web, once its secrets are read' });
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  test('with a line break in a header are our own fault; the header is named, its value is not', async () => {
    const { port, accepted } = await serveSeen();
    SECRETS['/line'] = 'hunter2\n';
    const { outcome, failure } = await ask({ url: `http://127.0.0.1:${port}/`, headers: { 'x-key': secret('/line') } });
    expect(outcome).toBe('unknown');
    expect(failure?.message).toBe('the value of the header x-key cannot be sent: does it hold a line break?');
    expect(JSON.stringify(failure)).not.toContain('hunter2');
    expect(accepted()).toBe(0);
  });

  test('that are the address of this machine are guarded like any other', async () => {
    SECRETS['/inside'] = '169.254.169.254';
    const { failure } = await ask({ url: template`http://${secret('/inside')}/latest/meta-data` });
    expect(failure).toMatchObject({ kind: 'guard' });
  });
});

describe('a body', () => {
  const post = async (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const { port, seen } = await serveSeen();
    expect(await ask({ url: `http://127.0.0.1:${port}/`, method: 'POST', body, headers })).toMatchObject({
      outcome: 'pass',
    });
    const [request] = seen;
    if (request === undefined) throw new Error('nothing came');
    expect(request.headers['content-length']).toBe(String(request.body.length));
    return request;
  };

  test('of text has no content type of its own', async () => {
    const { body, headers } = await post('grüße');
    expect(body.toString()).toBe('grüße');
    expect(headers['content-type']).toBeUndefined();
  });

  test('of text may be a secret', async () => {
    expect((await post(template`<a>${secret('/x')}</a>`)).body.toString()).toBe('<a>x</a>');
  });

  test('that is a value is JSON, under a type of the check if it has one', async () => {
    expect(await post({ a: null })).toMatchObject({ headers: { 'content-type': 'application/json' } });
    const { body, headers } = await post([1, 'ü'], { 'Content-Type': 'application/x+json' });
    expect(body.toString()).toBe('[1,"ü"]');
    expect(headers['content-type']).toBe('application/x+json');
  });

  test('of a form is urlencoded', async () => {
    const { body, headers } = await post(form({ 'a b': 'c&d=é', n: 1, list: ['x', 'y'], key: secret('/k+') }));
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(body.toString()).toBe('a%20b=c%26d%3D%C3%A9&n=1&list=x&list=y&key=k%2B');
    expect(new URLSearchParams(body.toString()).get('a b')).toBe('c&d=é');
  });

  test('of parts is what a parser of forms reads', async () => {
    const bytes = new Uint8Array([0, 255, 13, 10, 45, 45]);
    const { body, headers } = await post(
      multipart({
        title: 'grüße',
        n: 1,
        key: secret('/k'),
        'photo"\r\n': { filename: 'a"b.png', content: bytes, type: 'image/png' },
      }),
    );
    const response = new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } });
    const data = await response.formData();
    expect([data.get('title'), data.get('n'), data.get('key')]).toEqual(['grüße', '1', 'k']);
    const photo = data.get('photo"\r\n') as File;
    expect([photo.name, photo.type]).toEqual(['a"b.png', 'image/png']);
    expect(new Uint8Array(await photo.arrayBuffer())).toEqual(bytes);
  });

  test('of bytes is sent as it is, given as bytes or in base64', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    for (const given of [bytes, Buffer.from(bytes).toString('base64')]) {
      const { body, headers } = await post(binary(given));
      expect(new Uint8Array(body)).toEqual(bytes);
      expect(headers['content-type']).toBe('application/octet-stream');
    }
  });
});

describe('an answer of bytes', () => {
  const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7) % 256));

  test('is judged by its size and its headers, and harms nothing as text', async () => {
    const { port } = await serveSeen((_, response) => response.setHeader('content-type', 'image/png').end(bytes));
    const url = `http://127.0.0.1:${port}/`;
    const type = { on: 'header', name: 'content-type', condition: { is: 'equals', value: 'image/png' } } as const;
    expect(await ask({ url, expect: [type] })).toMatchObject({ outcome: 'pass' });
    const { failure } = await ask({ url, expect: [{ on: 'bodyText', condition: { is: 'contains', value: 'ok' } }] });
    expect(failure?.kind).toBe('assertion');
    expect(() => JSON.parse(JSON.stringify(failure))).not.toThrow();
  });
});
