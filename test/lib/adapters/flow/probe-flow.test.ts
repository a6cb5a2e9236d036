import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic, flow, jsonPath, jsonSchema, latency, secret, status, warn } from 'killdeer';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contractCompiler } from '../../../../lib/adapters/contracts/contract-compiler.ts';
import { socketProber } from '../../../../lib/adapters/probe/prober.ts';
import type { FlowRun } from '../../../../lib/core/kinds/flow.ts';
import { draftOf } from '../../../../lib/core/validation/draft.ts';
import { closedPort, type Running, serveHttp } from '../servers.ts';
import { walk } from './walk.ts';

const PASSWORD = 'correct horse battery staple';

/** A shop where one signs in: with a cookie and a token, over a redirect. */
const shop: RequestListener = (request, response) => {
  const answer = (code: number, body: unknown, headers: Record<string, string | string[]> = {}) =>
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const routes: Record<string, () => unknown> = {
    'POST /login': async () => {
      const { password } = JSON.parse(await bodyOf(request));
      if (password !== PASSWORD) return answer(401, { error: `no such password: ${password}` });
      return answer(
        303,
        {},
        { location: '/welcome', 'set-cookie': ['session=s-0123456789abcdef; Path=/; HttpOnly', 'lang=en'] },
      );
    },
    'GET /welcome': () =>
      request.headers.cookie?.includes('session=s-0123456789abcdef') ? answer(200, { token: 't-1' }) : answer(403, {}),
    'GET /cart': () =>
      answer(request.headers.authorization === 'Bearer t-1' ? 200 : 401, {
        items: [1, 2],
        cookie: request.headers.cookie,
      }),
    'GET /broken': () => answer(500, { error: 'database is down' }),
    'GET /text': () => response.end('hello'),
    'GET /slow': () => setTimeout(() => answer(200, {}), 60),
    'GET /hang': () => {},
  };
  const route = routes[`${request.method} ${request.url?.replace(/\?.*/, '')}`];
  if (route === undefined) answer(404, { url: request.url });
  else route();
};

const signIn =
  (origin: string): FlowRun =>
  async ({ http, expect, secret, step }) => {
    const token = await step('sign in', async () => {
      const res = await http.post(`${origin}/login`, { body: { password: await secret('/shop/password') } });
      expect(res, status(200), jsonPath('$.token').exists());
      return res.json<{ token: string }>().token;
    });
    await step('cart', async () => {
      const cart = await http.get('/cart', { headers: { authorization: `Bearer ${token}` } });
      expect(cart, jsonPath('$.items[*]').count().equals(2), jsonPath('$.cookie').contains('session='));
    });
  };

describe('a flow that signs in', () => {
  const secrets = [secret('/shop/password')];

  test('carries cookies over a redirect and between requests, values in variables, and times its steps', async () => {
    const { server, origin } = await serve();
    const result = await walk(signIn(origin), { secrets, baseUrl: origin });
    expect(result).toMatchObject({ id: 'journey', outcome: 'pass', status: 200, address: '127.0.0.1', attempts: 1 });
    expect(result.failure).toBeUndefined();
    expect(result.steps).toMatchObject([
      { name: 'sign in', outcome: 'pass' },
      { name: 'cart', outcome: 'pass' },
    ]);
    const steps = (result.steps ?? []).reduce((sum, { ms }) => sum + ms, 0);
    expect(result.total).toBeGreaterThanOrEqual(steps);
    // A connection is watched for up to 20 ms before anything is sent: our wait, in nobody's time.
    expect(result.total).toBeLessThan(steps + 20);
    expect(server.accepted()).toBe(3);
    await closed(server);
  });

  test('fails with what was expected, what came, which step and which request; nothing of its secrets leaves', async () => {
    const { origin } = await serve();
    const wrong: FlowRun = async ({ http, expect, secret, step }) => {
      await step('sign in', async () => {
        const password = await secret('/shop/key');
        const res = await http.post('/login?key=1', { body: { password } });
        expect(res, jsonPath('$.error').equals(password), status(200));
      });
    };
    const result = await walk(wrong, { secrets: [secret('/shop/key')], baseUrl: origin });
    expect(result).toMatchObject({ outcome: 'fail', status: 401, steps: [{ name: 'sign in', outcome: 'fail' }] });
    expect(result.failure).toMatchObject({ kind: 'assertion', actual: '"no such password: <secret>"' });
    const misses = `step "sign in": $.error is "no such password: <secret>", expected "<secret>" (POST ${origin}/login)`;
    expect(result.failure?.message).toBe(misses);
    expect(JSON.stringify(result)).not.toContain('k-0123456789');
  });

  test('keeps a session cookie and what it masks out of its result', async () => {
    const { origin } = await serve();
    const result = await walk(
      async ({ http, secret, fail, mask }) => {
        const res = await http.post('/login', { body: { password: await secret('/shop/password') } });
        const token = mask('token-4711');
        fail(`${token} and ${'s-0123456789abcdef'} of ${res.status}`);
      },
      { secrets, baseUrl: origin },
    );
    expect(result.failure?.message).toBe('<secret> and <secret> of 200');
  });

  test('takes the factory of secrets within a request, for what is declared', async () => {
    const { origin } = await serve((request, response) => response.end(request.headers.authorization));
    const key = secret('/shop/key');
    const run: FlowRun = async ({ http, fail }) =>
      fail((await http.get('/', { auth: basic({ user: 'ann', password: key }) })).text);
    expect((await walk(run, { secrets: [key], baseUrl: origin })).failure?.message).toBe('Basic <secret>');
    expect(await walk(run, { baseUrl: origin })).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
  });
});

describe('what a flow sends', () => {
  const echo: RequestListener = async (request, response) => {
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, type: headers['content-type'], body: await bodyOf(request) }));
  };

  test('is what an http check would send: method, query, body', async () => {
    const { origin } = await serve(echo);
    const seen: unknown[] = [];
    const result = await walk(
      async ({ http }) => {
        seen.push((await http.get('/a?b=1', { query: { c: 'ü', d: 2 } })).json());
        seen.push((await http.put(new URL('/p', origin).href, { body: { a: 1 } })).json());
        seen.push((await http.patch('/p', { body: 'text' })).json(), (await http.delete('/p')).json());
        seen.push((await http.head('/p')).text, (await http.options('/p')).json().method);
      },
      { baseUrl: origin },
    );
    expect(result.outcome).toBe('pass');
    expect(seen).toEqual([
      { method: 'GET', url: '/a?b=1&c=%C3%BC&d=2', body: '' },
      { method: 'PUT', url: '/p', type: 'application/json', body: '{"a":1}' },
      { method: 'PATCH', url: '/p', body: 'text' },
      { method: 'DELETE', url: '/p', body: '' },
      '',
      'OPTIONS',
    ]);
  });

  test('gives the answer, its URL behind redirects and its times, each request over a connection of its own', async () => {
    const { server, origin } = await serve((request, response) => {
      if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
      else response.setHeader('x-a', 'b').end('{"ok":true}');
    });
    const result = await walk(async ({ http, expect: hold, fail }) => {
      const res = await http.get(`${origin}/from`);
      hold(res, latency('total').below('900ms'));
      if (!(res.total > 0 && res.phases.firstByte !== undefined)) fail('no times');
      if (res.url !== `${origin}/to` || res.headers['x-a'] !== 'b' || res.json().ok !== true) fail('not the answer');
      const manual = await http.get(`${origin}/from`, { redirect: 'manual' });
      hold(manual, status(302));
    });
    expect(result).toMatchObject({ outcome: 'pass', status: 302 });
    expect(server.accepted()).toBe(3);
  });

  test('has its phases added up; the total is the whole of it', async () => {
    const { origin } = await serve();
    const result = await walk(
      async ({ http }) => {
        await http.get('/slow');
        await http.get('/slow');
      },
      { baseUrl: origin },
    );
    expect(result.phases.firstByte).toBeGreaterThan(110);
    expect(result.total).toBeGreaterThanOrEqual(result.phases.firstByte ?? 0);
  });

  test('side by side counts once in the total', async () => {
    const { origin } = await serve();
    const result = await walk(
      async ({ http }) => {
        await Promise.all([http.get('/slow'), http.get('/slow'), http.get('/slow')]);
      },
      { baseUrl: origin },
    );
    expect(result.outcome).toBe('pass');
    expect(result.phases.firstByte).toBeGreaterThan(170);
    expect(result.total).toBeLessThan(150);
  });

  test('may not hold more than fifty requests, nor fifty steps', async () => {
    const { server, origin } = await serve((_, response) => response.end('{"ready":false}'));
    const polls = await walk(
      async ({ http }) => {
        for (;;) if ((await http.get('/').catch(() => undefined))?.json().ready) return;
      },
      { baseUrl: origin, common: { timeoutMs: 5_000 } },
    );
    expect(polls).toMatchObject({
      outcome: 'fail',
      failure: { kind: 'assertion', message: 'more than 50 requests in one run' },
    });
    expect(server.accepted()).toBe(50);
    await closed(server);
    const steps = await walk(async ({ step }) => {
      for (let n = 0; n < 51; n += 1) await step(`n${n}`, () => {});
    });
    expect(steps).toMatchObject({ outcome: 'fail', failure: { message: 'more than 50 steps in one run' } });
  });
});

describe('cookies', () => {
  const seen: (string | undefined)[] = [];
  const cookies =
    (...set: readonly string[]): RequestListener =>
    (request, response) => {
      seen.push(request.headers.cookie);
      response.writeHead(200, { 'set-cookie': [...set] }).end('{}');
    };

  test('go where their rules let them: not to another path, domain or plain http, and to no other run', async () => {
    seen.length = 0;
    const set = [
      'plain=1; Path=/',
      'admin=2; Path=/admin',
      'safe=3; Secure',
      'foreign=4; Domain=bank.example',
      'gone=5; Max-Age=0',
      'nonsense',
      '',
    ];
    const { origin } = await serve(cookies(...set));
    // Loopback counts as safe without TLS; a name does not.
    const folder = await mkdtemp(join(tmpdir(), 'killdeer-flow-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const hostsFile = join(folder, 'hosts');
    await writeFile(hostsFile, '127.0.0.1 shop.example.com');
    const options = { by: socketProber({ hostsFile }), baseUrl: origin.replace('127.0.0.1', 'shop.example.com') };
    const run: FlowRun = async ({ http }) => {
      await http.get('/');
      await http.get('/', { headers: { cookie: 'own=6' } });
      await http.get('/admin/users');
    };
    expect(await walk(run, options)).toMatchObject({ outcome: 'pass' });
    expect(await walk(run, options)).toMatchObject({ outcome: 'pass' });
    const one = [undefined, 'own=6; plain=1', 'admin=2; plain=1'];
    expect(seen.map((value) => value?.replace(/nonsense;? ?|; nonsense/g, ''))).toEqual([...one, ...one]);
  });

  test('that are malformed in any way harm nobody', async () => {
    seen.length = 0;
    const { origin } = await serve(
      cookies('a=\x80\xff', `big=${'x'.repeat(9_000)}`, '=; ;;=', 'd=1; Expires=never; Path=\u00a0', '__Host-x=1'),
    );
    const result = await walk(async ({ http }) => {
      await http.get(origin);
      await http.get(origin);
    });
    expect(result.outcome).not.toBe('unknown');
  });
});

describe('what a flow expects', () => {
  test('warns and goes on, by assertion or by sentence; the first warning is told', async () => {
    const { server, origin } = await serve();
    const result = await walk(
      async ({ http, expect: hold, warn: tell, step }) => {
        await step('look', async () => {
          hold(await http.get('/text'), warn(jsonPath('$.a').exists()), tell(latency('total').below('1ms')));
        });
        tell('the shop is nearly empty');
        await http.get('/text');
      },
      { baseUrl: origin },
    );
    expect(result).toMatchObject({
      outcome: 'warn',
      failure: { kind: 'assertion' },
      steps: [{ name: 'look', outcome: 'warn' }],
    });
    expect(result.failure?.message).toMatch(/^step "look": .*\(GET .*\/text\)$/);
    expect(server.accepted()).toBe(2);
    const sentence = await walk(async ({ http, warn: tell }) => {
      await http.get(`${origin}/text`);
      tell('the shop is nearly empty');
    });
    expect(sentence).toMatchObject({ outcome: 'warn', failure: { message: 'the shop is nearly empty' } });
  });

  test('means a good status where nobody asked for one', async () => {
    const { origin } = await serve();
    const fails = { outcome: 'fail', status: 500, failure: { kind: 'status', expected: '2xx', actual: '500' } };
    const runs: readonly FlowRun[] = [
      async ({ http }) => void (await http.get(`${origin}/broken`)),
      async ({ http, expect: hold }) => hold(await http.get(`${origin}/broken`), jsonPath('$.error').exists()),
      // What its reader stumbles over is told by its cause.
      async ({ http }) => void (await http.get(`${origin}/broken`)).json().user.id,
    ];
    for (const run of runs) expect(await walk(run)).toMatchObject(fails);
    const inStep = await walk(({ http, step }) => step('look', async () => void (await http.get(`${origin}/broken`))));
    expect(inStep).toMatchObject({ ...fails, steps: [{ name: 'look', outcome: 'fail' }] });
    const asked: readonly FlowRun[] = [
      async ({ http, expect: hold }) => hold(await http.get(`${origin}/broken`), status(500)),
      async ({ http, fail }) => {
        const res = await http.get(`${origin}/broken`);
        if (res.status !== 500) fail('not broken');
      },
    ];
    for (const run of asked) expect(await walk(run)).toMatchObject({ outcome: 'pass' });
  });

  test('is said of the whole by the options: the time of all, and the last answer', async () => {
    const { origin } = await serve();
    const run: FlowRun = async ({ http }) => {
      await http.get('/slow');
      await http.get('/slow');
    };
    const slow = await walk(run, {
      baseUrl: origin,
      common: { expect: [latency('total').below('5ms')] },
    });
    expect(slow).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion', expected: 'below 5ms' } });
    const last = await walk(run, { baseUrl: origin, common: { expect: [status(204)] } });
    expect(last).toMatchObject({ outcome: 'fail', failure: { kind: 'status', actual: '200' } });
  });

  test('of a step is its time', async () => {
    const { origin } = await serve();
    const within = (below: '9ms' | '5s', warnAt: '8ms' | '4s') =>
      walk(
        async ({ http, step }) => {
          const res = await step('outer', () => step('slow', () => http.get('/slow'), { below, warn: warnAt }));
          if (res.status !== 200) throw new Error('no value');
        },
        { baseUrl: origin },
      );
    expect(await within('5s', '4s')).toMatchObject({ outcome: 'pass' });
    const late = await within('9ms', '8ms');
    expect(late).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion', expected: 'below 9ms' } });
    expect(late.failure?.message).toMatch(/^step "outer \/ slow": it took \d+\.\dms, expected below 9ms$/);
    expect(late.steps).toMatchObject([
      { name: 'outer', outcome: 'fail' },
      { name: 'outer / slow', outcome: 'fail' },
    ]);
    expect(await within('5s', '8ms')).toMatchObject({
      outcome: 'warn',
      steps: [
        { name: 'outer', outcome: 'warn' },
        { name: 'outer / slow', outcome: 'warn' },
      ],
    });
  });

  test('may be a schema that the options name, compiled with the definition', async () => {
    const { origin } = await serve();
    const error = jsonSchema({ type: 'object', required: ['error', 'code'] });
    const compiler = contractCompiler(process.cwd());
    const run: FlowRun = async ({ http, expect: hold }) => hold(await http.get(`${origin}/broken`), status(500), error);
    const definition = { kind: 'monitor', checks: [flow('journey', run, { contracts: [error] })] };
    expect(compiler.rule(draftOf(definition))).toEqual([]);
    const result = await walk(run, { by: socketProber({ contracts: compiler.contracts() }) });
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion' } });
    expect(result.failure?.message).toContain('code');
  });

  test('must fail where the check says so', async () => {
    const { origin } = await serve();
    const run: FlowRun = async ({ http }) => void (await http.get(`${origin}/broken`));
    expect(await walk(run, { common: { mustFail: true } })).toMatchObject({ outcome: 'pass' });
  });
});

describe('a target that fails', () => {
  test('is told by its own kind, and may be caught', async () => {
    const port = await closedPort();
    const url = `http://127.0.0.1:${port}/x?key=1`;
    const refused = await walk(async ({ http, step }) => void (await step('pay', () => http.get(url))));
    expect(refused).toMatchObject({ outcome: 'fail', failure: { kind: 'connect', actual: 'ECONNREFUSED' } });
    expect(refused.failure?.message).toMatch(
      /^step "pay": connection refused: .* \(GET http:\/\/127\.0\.0\.1:\d+\/x\)$/,
    );
    const { origin } = await serve();
    const caught = await walk(async ({ http }) => {
      await http.get(url).catch(() => {});
      await http.get(`${origin}/text`);
    });
    expect(caught).toMatchObject({ outcome: 'pass' });
    const wrapped = await walk(async ({ http }) => {
      await http.get(url).catch((cause: unknown) => {
        throw new Error('cannot pay', { cause });
      });
    });
    expect(wrapped).toMatchObject({ outcome: 'fail', failure: { kind: 'connect' } });
    expect(wrapped.failure?.message).toMatch(
      /^the flow threw Error: cannot pay at flow\/probe-flow\.test\.ts:\d+:\d+: connection refused/,
    );
  });

  test('is retried as a whole, by its class', async () => {
    let asked = 0;
    const { origin } = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked === 2 ? 503 : 200).end();
    });
    const run: FlowRun = async ({ http, expect: hold }) => {
      await http.get(origin);
      hold(await http.get(origin), status(200));
    };
    const result = await walk(run, { common: { retry: ['5xx'] } });
    expect(result).toMatchObject({ outcome: 'pass', attempts: 2, first: { kind: 'status', actual: '503' } });
    expect(asked).toBe(4);
  });

  test('is not reached where the region may not, whatever the flow catches', async () => {
    for (const url of ['http://10.0.0.1/', 'http://169.254.169.254/latest', 'http://[::1]/']) {
      const result = await walk(async ({ http }) => void (await http.get(url).catch(() => {})));
      expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'guard' } });
    }
    const { origin } = await serve((_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end());
    const redirected = await walk(async ({ http }) => void (await http.get(origin).catch(() => {})));
    expect(redirected).toMatchObject({ outcome: 'fail', failure: { kind: 'guard' } });
    expect(redirected.failure?.message).toContain('after a redirect to http://10.0.0.1/');
  });

  test('with a secret in the body sends it to no other origin', async () => {
    const other = await serve();
    const { origin } = await serve((_, response) => response.writeHead(307, { location: `${other.origin}/` }).end());
    const result = await walk(
      async ({ http, secret: read }) => void (await http.post(origin, { body: await read('/shop/key') })),
      { secrets: [secret('/shop/key')] },
    );
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'protocol' } });
    expect(other.server.accepted()).toBe(0);
  });

  test('answers what is too large or no JSON', async () => {
    const { origin } = await serve((request, response) =>
      response.end(request.url === '/big' ? 'x'.repeat(300 * 1024) : '<html>'),
    );
    const big = await walk(async ({ http }) => void (await http.get(`${origin}/big`)));
    expect(big).toMatchObject({ outcome: 'fail', failure: { kind: 'protocol', expected: 'at most 262144 bytes' } });
    const html = await walk(async ({ http, step }) => step('parse', async () => (await http.get(`${origin}/`)).json()));
    expect(html).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion', expected: 'JSON', actual: '<html>' } });
    expect(html.failure?.message).toBe(`step "parse": the body is not JSON: <html> (GET ${origin}/)`);
  });
});

test('the factory takes the function before the options, which may be left out', () => {
  const run: FlowRun = async () => {};
  expect(flow('a', run)).toEqual({ kind: 'flow', id: 'a', run });
  expect(flow('a', run, { every: '5m' })).toEqual({ kind: 'flow', id: 'a', run, every: '5m' });
});

async function serve(onRequest: RequestListener = shop): Promise<{ server: Running; origin: string }> {
  const server = await serveHttp(onRequest);
  return { server, origin: `http://127.0.0.1:${server.port}` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

async function closed(server: Running): Promise<void> {
  for (let n = 0; n < 50 && server.open() > 0; n += 1) await sleep(10);
  expect(server.open()).toBe(0);
}
