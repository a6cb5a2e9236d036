import type { IncomingMessage } from 'node:http';
import {
  apiKey,
  basic,
  bearer,
  bodyText,
  defineMonitor,
  form,
  type HttpOptions,
  header,
  http,
  jsonPath,
  secret,
  template,
} from 'killdeer';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logResults } from '../../../../lambdas/probe/log-results.ts';
import { memorySecrets } from '../../../../lib/adapters/memory/secrets.ts';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import { compileMonitor } from '../../../../lib/core/compile.ts';
import { encodeFrame } from '../../../../lib/core/frame-codec.ts';
import type { Result } from '../../../../lib/core/result.ts';
import type { SecretRef } from '../../../../lib/core/secret.ts';
import { formatProblems } from '../../../../lib/core/validation/problem.ts';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';
import { heart, leak, WRITTEN } from '../../core/written-secrets.ts';
import { local, serveHttp } from '../servers.ts';

/** With a character of every sort that some encoding treats in a way of its own. */
const SECRET = `s3cr€t p@ss/w"rd\\%2B+&=<>'#?;:ü`.replace('€', 'é');
const ref = secret('/shop/key');

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs one check as the Lambda does, and gives the result with all that leaves the prober as one text. */
async function run(options: HttpOptions, value = SECRET): Promise<{ result: Result; all: string }> {
  const definition = defineMonitor({
    ...{ name: 'shop', home: 'eu-west-1', services: [], notify: [] },
    regions: [{ region: 'eu-west-1', allow: ['127.0.0.0/8'] }],
    checks: [http('api', { retry: { on: ['assertion', 'protocol'], backoff: '1ms' }, ...options })],
  });
  expect(formatProblems(validateMonitor(definition))).toBe('0 problems');
  const [check] = compileMonitor(definition).checks;
  if (check === undefined) throw new Error('there is no check');
  const prober = socketProber({ secrets: memorySecrets({ '/shop/key': value }) });
  const result = await prober.probe(check, local);
  logResults([result], { next: () => 0 });
  const [frame] = [
    { key: 'FRAME#x', region: 'eu-west-1', slot: 0, run: 'scheduled', startedAt: 0, endedAt: 1 } as const,
  ];
  return { result, all: `${JSON.stringify(result)}\n${encodeFrame({ ...frame, results: [result] })}` };
}

/** The first piece of a secret, in any form, that a text shows: so many of its characters. */
function leaked(text: string, value = SECRET, characters = 6): string | undefined {
  for (const [name, write] of Object.entries(WRITTEN)) {
    const piece = leak(text, heart(write, value), Math.ceil((characters * write(value).length) / value.length));
    if (piece !== undefined) return `${name}: ${piece}`;
  }
  return undefined;
}

/** Where a check sends the secret, and how a server reads it there. */
const USES: Readonly<Record<string, { options: Omit<HttpOptions, 'url'>; read: (got: Got) => unknown }>> = {
  query: { options: { query: { key: ref } }, read: ({ url }) => url.searchParams.get('key') },
  'API key in the query': {
    options: { auth: apiKey({ query: 'key', value: ref }) },
    read: ({ url }) => url.searchParams.get('key'),
  },
  header: { options: { headers: { 'x-key': ref } }, read: ({ headers }) => headers['x-key'] },
  'template in a header': {
    options: { headers: { 'x-key': template`Token ${ref}!` } },
    read: ({ headers }) => String(headers['x-key']).slice(6, -1),
  },
  bearer: { options: { auth: bearer(ref) }, read: ({ headers }) => headers.authorization?.slice(7) },
  'basic auth': {
    options: { auth: basic({ user: 'probe', password: ref }) },
    read: ({ headers }) =>
      Buffer.from(headers.authorization?.slice(6) ?? '', 'base64')
        .toString()
        .slice(6),
  },
  'JSON body': {
    options: { method: 'POST', body: { deep: [{ key: ref }] } },
    read: ({ body }) => JSON.parse(body).deep[0].key,
  },
  'text body': { options: { method: 'POST', body: template`<a>${ref}</a>` }, read: ({ body }) => body.slice(3, -4) },
  'form body': {
    options: { method: 'POST', body: form({ key: ref }) },
    read: ({ body }) => new URLSearchParams(body).get('key'),
  },
};

type Got = { readonly url: URL; readonly headers: IncomingMessage['headers']; readonly body: string };

/** Where a server echoes it, with what shows it to a person. */
const ECHOES: Readonly<Record<string, Omit<HttpOptions, 'url'>>> = {
  body: { expect: [bodyText().equals('nothing')] },
  'a member of the body': { expect: [jsonPath('$.echo').equals('nothing')] },
  'a body that is no JSON': { expect: [jsonPath('$.other').exists()] },
  header: { expect: [header('x-echo').contains('nothing')] },
  'the status line': {},
  'a redirect elsewhere': {},
  'a redirect to a name': {},
  'a redirect to no URL': {},
};

const printable = (text: string) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, encodeURIComponent);

async function serveEcho(place: string, written: string, padding: string) {
  const got: Got[] = [];
  const { port } = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', 'http://a');
    got.push({ url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const line = printable(padding + written);
    if (place === 'header') response.setHeader('x-echo', line).end();
    else if (place === 'the status line') response.writeHead(500, line).end();
    else if (place === 'a redirect elsewhere') response.writeHead(302, { location: `/next/${line}?${line}` }).end('x');
    else if (place === 'a redirect to a name') response.writeHead(302, { location: `http://${line}.invalid/` }).end();
    else if (place === 'a redirect to no URL') response.writeHead(302, { location: `x:${line}` }).end();
    else if (place === 'a member of the body') response.end(JSON.stringify({ echo: padding + written }));
    else response.end(padding + written);
  });
  return { url: `http://127.0.0.1:${port}/`, got };
}

describe.each(Object.entries(USES))('a secret that is sent as %s', (_, { options, read }) => {
  test('arrives whole, and shows nowhere, however the server echoes it', async () => {
    const runs = Object.entries(ECHOES).flatMap(([place, expectation]) =>
      (['as it is', 'URL-encoded', 'in base64', 'JSON-escaped'] as const).map(async (name) => {
        const { url, got } = await serveEcho(place, WRITTEN[name]?.(SECRET) ?? '', '');
        const { result, all } = await run({ url, ...options, ...expectation });
        expect([SECRET, Buffer.from(SECRET).toString('latin1')]).toContain(got[0] && read(got[0]));
        // A URL takes it apart, and lower-cases what it takes for a host: pieces that are shorter than eight may be left.
        const length = place === 'a redirect to a name' ? 10 : 6;
        expect(leaked(all, SECRET, length), `${place}, ${name}: ${all}`).toBeUndefined();
        return result.outcome;
      }),
    );
    expect(new Set(await Promise.all(runs))).toEqual(new Set(['fail']));
    expect(leaked(printed, SECRET, 10)).toBeUndefined();
  });
});

test('a secret shows nowhere, in whatever way it is written and wherever the excerpt of it is cut', async () => {
  const runs = Object.entries(WRITTEN).flatMap(([name, write]) =>
    [60, 130, 185].map(async (padding) => {
      const { url } = await serveEcho('body', write(SECRET), '.'.repeat(padding));
      const { result, all } = await run({ url, headers: { 'x-key': ref }, expect: [bodyText().equals('nothing')] });
      expect(result).toMatchObject({ outcome: 'fail', attempts: 2 });
      expect(leaked(all), `${name} behind ${padding}: ${all}`).toBeUndefined();
      return result.failure?.actual?.endsWith('…') ? 1 : 0;
    }),
  );
  const cut = await Promise.all(runs);
  expect(cut.filter((one) => one === 1).length).toBeGreaterThan(30);
  expect(leaked(printed)).toBeUndefined();
});

describe('what goes wrong before anything is sent shows nothing of it', () => {
  test.each<[string, Omit<HttpOptions, 'url'> & { url?: HttpOptions['url'] }, string]>([
    ['a header with a line break', { headers: { 'x-key': ref } }, 's3cr\nt-w0rth-of-it'],
    ['a header beyond Latin-1', { headers: { 'x-key': ref } }, 's3cr😀t-w0rth-of-it'],
    ['a whole URL that is none', { url: ref }, 's3cret w0rth of it'],
    ['a port that is none', { url: template`http://127.0.0.1:${ref}/` }, 's3cret-w0rth-of-it'],
    ['a URL of another sort', { url: ref }, 'ftp://s3cret-w0rth-of-it/'],
    ['a name that does not exist', { url: template`http://${ref}.invalid/` }, 's3cret-W0rth-of-it'],
    ['a stray %', { url: template`http://127.0.0.1:1/${ref}` }, 's3cret%w0rth%of%it'],
    ['a host that is refused', { url: template`http://${ref}/` }, '169.254.169.254/s3cret-w0rth-of-it'],
    ['bytes that are no base64', { auth: bearer(ref) }, 's3cret\0w0rth-of-it'],
    ['a certificate that is none', { url: 'https://127.0.0.1:1/', tls: { cert: ref, key: ref } }, 's3cret w0rth of it'],
  ])('%s', async (_, options, value) => {
    const { result, all } = await run({ url: 'http://127.0.0.1:1/', ...options }, value);
    expect(['fail', 'unknown']).toContain(result.outcome);
    expect(leaked(all + printed, value), all).toBeUndefined();
    expect(all + printed).not.toMatch(/w0rth/i);
  });
});

describe('a secret that cannot be read', () => {
  const check = (value: SecretRef) => run({ url: 'http://127.0.0.1:1/', headers: { a: value, b: ref } });

  test('makes the result unknown, which names it', async () => {
    const { result } = await check(secret('/shop/missing'));
    expect(result).toMatchObject({ outcome: 'unknown', attempts: 1, total: 0 });
    expect(result.failure).toEqual({
      kind: 'probe',
      message: 'the secret /shop/missing could not be read: there is none of this name',
    });
  });

  test('makes it unknown of a check that must fail, too', async () => {
    const { result } = await run({ url: 'http://127.0.0.1:1/', mustFail: true, headers: { a: secret('/none') } });
    expect(result).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
  });

  test('shows nothing of what stands in the place of JSON', async () => {
    const { result, all } = await check(secret('/shop/key', { key: 'password' }));
    expect(result.failure?.message).toContain('the secret /shop/key (password) could not be read: it is no JSON');
    expect(leaked(all)).toBeUndefined();
  });
});

test('a target that refuses what it got makes its secrets doubted; one that is away does not', async () => {
  const doubted: string[] = [];
  const secrets = { read: async () => 'old', doubt: ({ name }: SecretRef) => doubted.push(name) };
  const prober = socketProber({ secrets });
  const { port } = await serveHttp((_, response) => response.writeHead(401).end());
  const checkOf = (url: string) =>
    compileMonitor(
      defineMonitor({
        ...{ name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [] },
        checks: [http('api', { url, headers: { a: secret('/a') }, retry: false })],
      }),
    ).checks;
  for (const check of checkOf('http://127.0.0.1:1/')) await prober.probe(check, local);
  expect(doubted).toEqual([]);
  for (const check of checkOf(`http://127.0.0.1:${port}/`)) await prober.probe(check, local);
  expect(doubted).toEqual(['/a']);
});
