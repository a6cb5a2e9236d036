import { describe, expect, test } from 'vitest';
import { apiKey, basic, bearer } from '../../../../lib/core/factories/auth.ts';
import { secret, template } from '../../../../lib/core/factories/secret.ts';
import { ask, SECRETS, serveSeen } from './asked.ts';

const STATUS = { on: 'status', allowed: ['2xx'] } as const;

describe('credentials', () => {
  test('of basic are user and password in base64, as UTF-8', async () => {
    const { port, seen } = await serveSeen();
    SECRETS['/password'] = 'pä:ss';
    await ask({ url: `http://127.0.0.1:${port}/`, auth: basic({ user: 'ann', password: secret('/password') }) });
    const [, encoded = ''] = seen[0]?.headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe('ann:pä:ss');
  });

  test('of bearer are the token', async () => {
    const { port, seen } = await serveSeen();
    await ask({ url: `http://127.0.0.1:${port}/`, auth: bearer(template`v1.${secret('/token')}`) });
    expect(seen[0]?.headers.authorization).toBe('Bearer v1.token');
  });

  test('of an API key stand where the API has them: in a header, or encoded behind the query', async () => {
    const { port, seen } = await serveSeen();
    SECRETS['/key'] = 'a+b';
    const url = `http://127.0.0.1:${port}/?x=1`;
    await ask({ url, query: { y: 2 }, auth: apiKey({ header: 'X-Api-Key', value: secret('/key') }) });
    await ask({ url, query: { y: 2 }, auth: apiKey({ query: 'api key', value: secret('/key') }) });
    expect(seen[0]).toMatchObject({ url: '/?x=1&y=2', headers: { 'x-api-key': 'a+b' } });
    expect(seen[1]?.url).toBe('/?x=1&y=2&api%20key=a%2Bb');
  });

  test('go along to the same origin and to no other, whatever their kind', async () => {
    const there = await serveSeen();
    const here = await serveSeen(({ url }, response) => {
      const location = url.startsWith('/same') ? `http://127.0.0.1:${there.port}/there` : '/same';
      response.writeHead(307, { location }).end();
    });
    const kinds = [
      basic({ user: 'ann', password: 'hunter2' }),
      bearer('hunter2'),
      apiKey({ header: 'x-key', value: 'hunter2' }),
      apiKey({ query: 'key', value: 'hunter2' }),
    ];
    for (const auth of kinds) {
      expect(await ask({ url: `http://127.0.0.1:${here.port}/`, auth })).toMatchObject({ outcome: 'pass' });
    }
    const holds = ({ url, headers }: { readonly url: string; readonly headers: object }) =>
      /hunter2|YW5uOmh1bnRlcjI/.test(JSON.stringify([url, headers]));
    expect(here.seen).toHaveLength(8);
    expect(here.seen.filter(holds)).toHaveLength(8);
    expect(there.seen).toHaveLength(4);
    expect(there.seen.filter(holds)).toEqual([]);
  });

  test('that came to be in the probe are struck from what a server echoes', async () => {
    const { port } = await serveSeen(({ headers }, response) => {
      response.writeHead(200).end(`you are ${headers.authorization}`);
    });
    const expectations = [STATUS, { on: 'bodyText', condition: { is: 'contains', value: 'welcome' } }] as const;
    const auth = basic({ user: 'ann', password: 'hunter2-hunter2' });
    const { failure } = await ask({ url: `http://127.0.0.1:${port}/`, auth, expect: expectations });
    expect(failure?.kind).toBe('assertion');
    expect(failure?.message).toMatch(/you are Basic \S*(<secret>|\*\*\*)/);
    expect(JSON.stringify(failure)).not.toContain(Buffer.from('ann:hunter2-hunter2').toString('base64'));
  });
});
