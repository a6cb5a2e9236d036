import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyOf, certificate, header, jsonPath, jsonSchema, secret, status } from 'killdeer';
import { describe, expect, test } from 'vitest';
import type { FlowContext, FlowRun } from '../../../../lib/core/kinds/flow.ts';
import { type Running, serveHttp } from '../servers.ts';
import { walk } from './walk.ts';

// Whatever a flow's code does: the right outcome, a sentence that helps, no connection left, and in time.

/** A server that answers at `/`, errs at `/broken` and keeps silent at `/hang`. */
async function serve(): Promise<{ server: Running; origin: string }> {
  const server = await serveHttp((request, response) => {
    if (request.url?.startsWith('/hang')) return;
    if (request.url === '/slow') setTimeout(() => response.end('{}'), 80);
    else response.writeHead(request.url === '/broken' ? 500 : 200).end('{"user":null}');
  });
  return { server, origin: `http://127.0.0.1:${server.port}` };
}

/** Runs a flow of 200 ms and holds it to the end of its time and to its connections. */
async function held(run: (context: FlowContext, origin: string) => unknown, options: Parameters<typeof walk>[1] = {}) {
  const { server, origin } = await serve();
  const own = monitorEventLoopDelay({ resolution: 5 });
  own.enable();
  const begin = performance.now();
  const result = await walk((context) => run(context, origin) as Promise<void>, {
    ...options,
    common: { timeoutMs: 200 },
  });
  own.disable();
  // In time but for what this process itself was late.
  expect(performance.now() - begin - own.max / 1e6).toBeLessThan(300);
  for (let n = 0; n < 20 && server.open() > 0; n += 1) await sleep(5);
  expect(server.open()).toBe(0);
  return { ...result, accepted: server.accepted() };
}

describe('the end of its time', () => {
  test('comes in the middle of a request: told with its phase, step and request', async () => {
    const result = await held(async ({ http, step }, origin) => {
      await http.get(`${origin}/`);
      await step('pay', () => http.get(`${origin}/hang?card=1`));
    });
    expect(result).toMatchObject({ outcome: 'fail', accepted: 2, steps: [{ name: 'pay', outcome: 'fail' }] });
    expect(result.failure).toMatchObject({ kind: 'timeout', expected: 'within 200ms' });
    expect(result.failure?.message).toMatch(
      /^step "pay": timed out after 200ms in firstByte, waiting for an answer \(GET http:\/\/127\.0\.0\.1:\d+\/hang\)$/,
    );
  });

  test('comes while it waits for something of its own, for ever or in a loop', async () => {
    const never = await held(async ({ step }) => void (await step('wait', () => new Promise(() => {}))));
    expect(never.failure?.message).toBe('step "wait": timed out after 200ms in code of its own, no request under way');
    let turns = 0;
    const loop = await held(async ({ http }, origin) => {
      await http.get(`${origin}/`);
      for (; turns < 1_000; turns += 1) await sleep(5);
    });
    expect(loop).toMatchObject({ outcome: 'fail', status: 200, failure: { kind: 'timeout' } });
    turns = 1_000;
  });

  test('comes while it tries again and again: what it asks for then never comes, so it stands still', async () => {
    let tries = 0;
    const result = await held(async ({ http }, origin) => {
      for (;;) {
        tries += 1;
        await http.get(`${origin}/hang`).catch(() => {});
      }
    });
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' }, accepted: 1 });
    await sleep(20);
    expect(tries).toBe(1);
  });

  test('is the end for code that lives on: it sends nothing, and its errors end nobody', async () => {
    let after = 0;
    const result = await held(async ({ http, expect: hold, step }, origin) => {
      const res = await http.get(`${origin}/`);
      void (async () => {
        await sleep(230);
        after += 1;
        expect(() => hold(res)).toThrow('over');
        void step('late', () => {
          after += 100;
        });
        void http.get(`${origin}/late`).then(() => {
          after += 100;
        });
        throw new Error('nobody waits for this');
      })();
      await sleep(10_000);
    });
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'timeout' }, accepted: 1 });
    for (let n = 0; n < 100 && after === 0; n += 1) await sleep(5);
    await sleep(20);
    expect(after).toBe(1);
  });
});

describe('what it throws', () => {
  test('at once, or what is no error, fails with what it was', async () => {
    const thrown: readonly (readonly [unknown, string])[] = [
      ['nope', 'the flow threw "nope"'],
      [undefined, 'the flow threw undefined'],
      [null, 'the flow threw null'],
      [404, 'the flow threw 404'],
      [Symbol('odd'), 'the flow threw Symbol(odd)'],
      [{ code: 7 }, 'the flow threw {"code":7}'],
      [Object.create(null), 'the flow threw {}'],
      [
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('mine');
            },
            getPrototypeOf: () => {
              throw new Error('mine');
            },
          },
        ),
        'the flow threw what cannot be shown',
      ],
      [
        Object.defineProperty(new Error('x'), 'message', {
          get: () => {
            throw new Error('mine');
          },
        }),
        'the flow threw what cannot be shown',
      ],
    ];
    for (const [value, message] of thrown) {
      const result = await held(() => {
        throw value;
      });
      expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion', message, expected: 'no error' } });
      const later = await held(async () => Promise.reject(value));
      expect(later.failure?.message).toBe(message);
    }
  });

  test('names the step and the line of an error', async () => {
    const result = await held(async ({ step }) => {
      await step('checkout', () =>
        step('pay', () => {
          throw new Error('the cart is empty');
        }),
      );
    });
    expect(result.failure?.message).toMatch(
      /^step "checkout \/ pay": the flow threw Error: the cart is empty at flow\/wild\.test\.ts:\d+:\d+$/,
    );
  });

  test('by a mistake in its code before anything was answered is no news of the target', async () => {
    const early = await held(async () => (undefined as unknown as { a: { b: 1 } }).a.b);
    expect(early).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    expect(early.failure?.message).toMatch(
      /^the flow's own code failed: TypeError: Cannot read .* at flow\/wild\.test\.ts:\d+:\d+$/,
    );
    const missing = await held(async ({ http }, origin) => {
      await http.get(`${origin}/`);
      // @ts-expect-error: it does not exist
      return nobodyDeclaredThis;
    });
    expect(missing).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
  });

  test('by a mistake over an answer is a failure: the answer is not as it was', async () => {
    const result = await held(async ({ http }, origin) => (await http.get(`${origin}/`)).json().user.id);
    expect(result).toMatchObject({ outcome: 'fail', status: 200, failure: { kind: 'assertion' } });
    expect(result.failure?.message).toMatch(
      /^the flow threw TypeError: Cannot read properties of null \(reading 'id'\) at /,
    );
  });
});

describe('what it leaves behind', () => {
  test('a request is ended, and the flow says nothing that can be trusted', async () => {
    const result = await held(async ({ http }, origin) => {
      await http.get(`${origin}/`);
      void http.get(`${origin}/hang`);
      await sleep(50);
    });
    expect(result).toMatchObject({ outcome: 'unknown', accepted: 2, failure: { kind: 'probe' } });
    expect(result.failure?.message).toMatch(/^the flow returned while GET http:.*\/hang was under way: await it$/);
  });

  test('a step is one that it did not wait for', async () => {
    const result = await held(async ({ step }) => void step('send', () => sleep(5_000, undefined, { ref: false })));
    expect(result).toMatchObject({
      outcome: 'unknown',
      failure: { message: 'the flow returned while step "send" was under way: await it' },
    });
  });

  test('a promise that fails ends the flow as if it had been waited for', async () => {
    const forgotten = async ({ http, expect: hold }: FlowContext, origin: string) =>
      hold(await http.get(`${origin}/broken`), status(200));
    const waiting = await held(async (context, origin) => {
      void forgotten(context, origin);
      await context.http.get(`${origin}/slow`);
    });
    expect(waiting).toMatchObject({ outcome: 'fail', failure: { kind: 'status', actual: '500' } });
    const atOnce = await held(async ({ http, expect: hold }, origin) => {
      const res = await http.get(`${origin}/broken`);
      void (async () => hold(res, status(200)))();
    });
    expect(atOnce).toMatchObject({ outcome: 'fail', failure: { kind: 'status', actual: '500' } });
  });

  test('an error of a callback ends the flow, and not this process', async () => {
    const result = await held(async ({ step }) => {
      await step('listen', async () => {
        setTimeout(() => {
          throw new RangeError('in a callback');
        }, 5);
        await sleep(150);
      });
    });
    expect(result).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    expect(result.failure?.message).toContain("the flow's own code failed: RangeError: in a callback");
    const late = await held(async ({ http }, origin) => {
      await http.get(`${origin}/`);
      setTimeout(() => {
        throw new Error('long after');
      }, 30);
    });
    expect(late.outcome).toBe('pass');
    await sleep(60);
  });

  test('a promise that failed after it, and one of another flow at the same time, concern nobody else', async () => {
    const fails = held(async ({ http }, origin) => {
      await http.get(`${origin}/`);
      void (async () => {
        throw new Error('mine alone');
      })();
      await http.get(`${origin}/slow`);
    });
    const passes = held(async ({ http }, origin) => {
      await http.get(`${origin}/slow`);
      await http.get(`${origin}/`);
    });
    expect(await fails).toMatchObject({ outcome: 'fail' });
    expect(await passes).toMatchObject({ outcome: 'pass' });
  });
});

describe('what is wrong with the flow itself is unknown, whatever its code catches', () => {
  const quietly = async (work: () => unknown) => {
    try {
      await work();
    } catch {
      // As many a test does.
    }
  };
  const cases: readonly (readonly [string, (context: FlowContext, origin: string) => unknown, RegExp])[] = [
    [
      'a secret that is not declared',
      ({ secret: read }) => read('/shop/other'),
      /^the flow reads secret\("\/shop\/other"\) and does not declare it: add secrets: \[secret\("\/shop\/other"\)\]/,
    ],
    [
      'a path without a base',
      ({ http }) => http.get('/login'),
      /^"\/login" is no URL of the web; write it whole, or give the flow a baseUrl$/,
    ],
    ['no URL at all', ({ http }) => http.get(undefined as unknown as string), /^undefined is no URL of the web/],
    ['another protocol', ({ http }) => http.get('file:///etc/passwd'), /is no URL of the web/],
    [
      'a header that cannot be sent',
      ({ http }, origin) => http.get(origin, { headers: { 'x-a': 'b\r\nc: d' } }),
      /x-a cannot be sent/,
    ],
    ['a body that is no JSON', ({ http }, origin) => http.post(origin, { body: { n: 1n } }), /BigInt/],
    [
      'an expectation of nothing',
      ({ expect: hold }) => hold({} as never, status(200)),
      /^expect\(\) was given no answer of this flow$/,
    ],
    [
      'an unfinished assertion',
      async ({ http, expect: hold }, origin) => hold(await http.get(origin), jsonPath('$.a') as never),
      /without its condition/,
    ],
    [
      'a JSONPath that does not parse',
      async ({ http, expect: hold }, origin) => hold(await http.get(origin), jsonPath('a b').exists()),
      /JSONPath that does not parse/,
    ],
    [
      'a fact that no flow finds out',
      async ({ http, expect: hold }, origin) =>
        hold(await http.get(origin), anyOf(status(404), certificate('daysLeft').atLeast(14))),
      /a fact that a flow does not find out: ask it with a check of its kind$/,
    ],
    [
      'a schema that is not compiled',
      async ({ http, expect: hold }, origin) => hold(await http.get(origin), jsonSchema({ type: 'object' })),
      /was not compiled with the definition/,
    ],
    ['a step without a name', ({ step }) => step('', () => {}), /^step\(\) was given no name or no function$/],
    [
      'a limit that is no duration',
      ({ step }) => step('a', () => {}, { below: 'soon' as never }),
      /^the limit of step "a" is no duration$/,
    ],
    ['nothing examined', () => {}, /^the flow sent no request and had no step: it examined nothing$/],
  ];

  test.each(cases)('%s', async (_, run, message) => {
    const result = await held((context, origin) => quietly(() => run(context, origin)), {
      secrets: [secret('/shop/key')],
    });
    expect(result).toMatchObject({ outcome: 'unknown', failure: { kind: 'probe' } });
    expect(result.failure?.message).toMatch(message);
  });

  test('a secret by its name alone, where one is declared under it', async () => {
    const texts: string[] = [];
    const run: FlowRun = async ({ secret: read, step }) =>
      step('read', async () => void texts.push(await read('/shop/key')));
    expect(await walk(run, { secrets: [secret('/shop/key', { store: 'secretsmanager' })] })).toMatchObject({
      outcome: 'pass',
    });
    expect(texts).toEqual(['k-0123456789']);
    const two = [secret('/shop/key', { key: 'a' }), secret('/shop/key', { key: 'b' })];
    expect(await walk(run, { secrets: two })).toMatchObject({ outcome: 'unknown' });
  });

  test('a status in a header, of which one may be wrong', async () => {
    const result = await held(async ({ http, expect: hold }, origin) =>
      hold(await http.get(origin), header('X-None').exists()),
    );
    expect(result).toMatchObject({ outcome: 'fail', failure: { kind: 'assertion', actual: 'missing' } });
  });
});

test('a hundred runs of every sort leave no listener and no timer behind', async () => {
  const { server, origin } = await serve();
  const kinds: readonly FlowRun[] = [
    async ({ http }) => void (await http.get(origin)),
    async ({ http }) => void (await http.get(`${origin}/hang`)),
    async ({ http }) => void http.get(`${origin}/hang`),
    async () => {
      throw new Error('x');
    },
  ];
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await Promise.all(
    Array.from({ length: 100 }, (_, n) => walk(kinds[n % 4] ?? (async () => {}), { common: { timeoutMs: 150 } })),
  );
  await sleep(50);
  expect(server.open()).toBe(0);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before + 1);
  expect(process.listenerCount('unhandledRejection')).toBe(1);
});
