import { readFileSync } from 'node:fs';
import {
  apiKey,
  basic,
  bearer,
  binary,
  defineMonitor,
  form,
  graphql,
  type HttpOptions,
  http,
  multipart,
  oauth2,
  secret,
  sigv4,
  template,
} from 'killdeer';
import { describe, expect, it } from 'vitest';
import { validateMonitor } from '../../../../lib/core/validation/validate-monitor.ts';

const key = secret('/shop/key');
const url = 'https://shop.example/';

function problems(...checks: readonly ReturnType<typeof http>[]) {
  return validateMonitor(
    defineMonitor({ name: 'shop', home: 'eu-west-1', regions: ['eu-west-1'], services: [], notify: [], checks }),
  );
}

describe('a request', () => {
  it('takes a secret, a template or both wherever a text may stand', () => {
    const t = template`a${key}b`;
    const bodies = [
      t,
      key,
      { deep: [{ key }] },
      form({ t, list: [t, 1, true] }),
      multipart({ t, f: { filename: 'x', content: key } }),
    ];
    const auths = [
      basic({ user: key, password: t }),
      bearer(t),
      apiKey({ header: 'x-key', value: t }),
      apiKey({ query: 'key', value: t }),
      oauth2({ tokenUrl: template`https://a.example/${key}`, clientId: key, clientSecret: t, scope: t, audience: t }),
      sigv4({
        service: 's3',
        region: 'eu-west-1',
        credentials: { accessKeyId: key, secretAccessKey: t, sessionToken: key },
      }),
    ];
    const requests: readonly HttpOptions[] = [
      { url: key },
      { url: template`${key}/path` },
      { url: template`https://${key}/path` },
      { url: template`https://shop.example:443/${key}?x=${key}` },
      { url, headers: { a: key, b: t }, query: { a: key, b: [t, 2] } },
      { url, proxy: template`http://ann:${key}@proxy.example:3128` },
      { url, tls: { ca: key, cert: t, key } },
      ...[...bodies, binary(key), binary(new Uint8Array(2)), null, 0, []].map((body) => ({
        url,
        method: 'POST' as const,
        body,
      })),
      ...auths.map((auth) => ({ url, auth })),
    ];
    const checks = requests.map((options, index) => http(`check-${index}`, options));
    const asked = graphql('graphql', {
      url,
      query: '{ a }',
      variables: { key, n: null },
      operation: 'A',
      errors: 'allow',
    });
    expect(problems(...checks, asked)).toEqual([]);
    expect(checks.length).toBeGreaterThan(20);
  });

  it('is told of everything that is wrong with it at once', () => {
    const found = problems(
      http('a', {
        url: 'nowhere',
        headers: { Authorization: 'a\nb' },
        query: { q: {} as never },
        body: form({ f: {} as never }),
        auth: bearer(''),
        proxy: 'proxy:3128',
        tls: { ca: 'file', key },
        ip: 5 as never,
      }),
    );
    expect(found.map(({ path }) => path.replace('checks[0].', '')).sort()).toEqual(
      [
        'auth.token',
        'body',
        'body.fields.f',
        'headers.Authorization',
        'headers.Authorization',
        'ip',
        'proxy',
        'query.q',
        'tls',
        'tls.ca',
        'url',
      ].sort(),
    );
  });

  it('is never quoted in what may be secret: no fixture’s problem shows its password', () => {
    const file = new URL('../../../fixtures/definitions/expected.json', import.meta.url);
    const expected = readFileSync(file, 'utf8');
    expect(expected).toContain('auth-bearer-line.mjs');
    expect(expected).not.toContain('hunter2');
  });
});
