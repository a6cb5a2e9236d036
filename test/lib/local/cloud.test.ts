import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloudFault } from '../../../lib/local/fault.ts';
import { temporaryFolder, writeAssembly } from './assembly-builder.ts';
import { type SmallApp, smallAssembly, startSmallApp } from './small-app.ts';

const WAKE = { wake: { S: 'now' } };

type Followed = { followed: readonly { pk: string; n: number; name: string; sequence: string }[] };
type Worked = { worked: string; try: number; at: number };

describe('a running app', () => {
  let app: SmallApp;

  beforeAll(async () => {
    app = await startSmallApp();
  });
  afterAll(() => app.cloud.stop());

  const followed = (pk: string) =>
    app.said<Followed>('followed').flatMap(({ followed }) => followed.filter((one) => one.pk === pk));
  const worked = (id: string) => app.said<Worked>('worked').filter((one) => one.worked === id);
  const deadLetter = (text: string) =>
    app.events.find((event) => event.type === 'dead-letter' && event.body.includes(text));

  test('the stream brings what the filter passes, and only that', async () => {
    await app.put('plain', 1);
    await app.put('woken', 1, WAKE);
    await app.put('woken', 2, WAKE);
    await app.until('both changes', () => followed('woken').some(({ n }) => n === 2));
    expect(new Set(followed('woken').map(({ name, n }) => `${name} ${n}`))).toEqual(new Set(['INSERT 1', 'MODIFY 2']));
    expect(followed('plain')).toEqual([]);
  });

  test('a write that changes nothing makes no record', async () => {
    await app.put('same', 1, WAKE);
    await app.put('same', 1, WAKE);
    await app.put('same', 2, WAKE);
    await app.until('the change', () => followed('same').some(({ n }) => n === 2));
    const writes = app.events.filter((event) => event.type === 'table-write' && event.keys.pk?.S === 'same');
    expect(writes).toMatchObject([
      { after: { n: { N: '1' } } },
      { before: { n: { N: '1' } }, after: { n: { N: '2' } } },
    ]);
  });

  test('the changes of one item come in order, those of several items through several containers', async () => {
    const items = Array.from({ length: 12 }, (_, i) => `item-${i}`);
    for (let n = 1; n <= 5; n += 1) await Promise.all(items.map((pk) => app.put(pk, n, WAKE)));
    await app.until('all of them', () => items.every((pk) => followed(pk).some(({ n }) => n === 5)));
    for (const pk of items) {
      // A batch may come a second time; within each coming the order holds.
      const first = followed(pk).filter(
        ({ sequence }, i, all) => all.findIndex((one) => one.sequence === sequence) === i,
      );
      expect(first.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    }
    const containers = app.events.flatMap((event) =>
      event.type === 'invocation-start' && event.function === 'small-Follow' ? [event.container] : [],
    );
    expect(new Set(containers).size).toBeGreaterThan(1);
  });

  test('a poison record is tried again, given up, and its address goes to the dead letters; the next one passes', async () => {
    await app.put('poison', 1, { ...WAKE, do: { S: 'throw' } });
    await app.put('poison', 2, WAKE);
    await app.until('the record behind it', () => followed('poison').some(({ n }) => n === 2));
    const found = await app.until('the dead letter', () => deadLetter('RetryAttemptsExhausted'));
    const tries = followed('poison').filter(({ n }) => n === 1);
    expect(tries.length).toBeGreaterThanOrEqual(3);
    expect(found).toMatchObject({ type: 'dead-letter', queue: 'lost', region: 'eu-west-1' });
    expect(JSON.parse('body' in found ? found.body : '')).toMatchObject({
      DDBStreamBatchInfo: { startSequenceNumber: tries[0]?.sequence },
    });
  });

  test('the messages that are reported as failed come again, then go to the dead letters; the others are done', async () => {
    await Promise.all([app.send({ id: 'bad', do: 'fail' }), app.send({ id: 'good' })]);
    await app.until('the dead letter', () => deadLetter('"bad"'));
    expect(worked('bad').map((one) => one.try)).toEqual([1, 2]);
    expect(worked('good').map((one) => one.try)).toEqual([1]);
  });

  test('a message is delayed on the clock of the cloud', async () => {
    const sent = app.cloud.clock();
    await app.send({ id: 'later' }, 10);
    const [one] = await app.until('the message', () => worked('later').length > 0 && worked('later'));
    // 10 s at 20 times the speed.
    expect(Number(one?.at) - sent).toBeGreaterThanOrEqual(10_000);
    expect(Number(one?.at) - sent).toBeLessThan(20_000);
  });

  test('a handler that takes too long is ended, and its message comes again', async () => {
    await app.send({ id: 'slow', do: 'hang' });
    await app.until('the second try', () => worked('slow').length === 2);
    const failed = await app.until('the timeout', () =>
      app.events.find((event) => event.type === 'invocation-error' && /timed out/.test(event.error)),
    );
    expect(failed).toMatchObject({ function: 'small-Work', error: 'Task timed out after 1 seconds' });
  });

  test('a handler that ends its process has crashed, and its message comes again', async () => {
    await app.send({ id: 'gone', do: 'exit' });
    await app.until('the second try', () => worked('gone').length === 2);
    expect(
      app.events.some((event) => event.type === 'invocation-error' && /exited with code 1/.test(event.error)),
    ).toBe(true);
  });

  test('a handler has the environment of its template and of Lambda, and nothing of this process', async () => {
    await app.send({ id: 'look', do: 'env' });
    const said = await app.until(
      'its environment',
      () => app.said<{ env: Record<string, string>; left: number }>('env')[0],
    );
    expect(said.env).toMatchObject({
      COLOUR: 'green',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'small-Work',
      AWS_ENDPOINT_URL: app.cloud.endpoint,
    });
    expect(said.env.PATH).toBeUndefined();
    expect(said.left).toBeLessThanOrEqual(1_000);
  });

  test('calls are recorded with function, role, action and resource, queries by index with the index', async () => {
    await app.send({ id: 'stored', do: 'put' });
    await app.until('its last call', () => app.said('elsewhere')[0]);
    expect(app.said('put')).toMatchObject([{ put: 200 }]);
    expect(JSON.stringify(app.said('again'))).toContain('ConditionalCheckFailedException');
    expect(app.said<{ found: number }>('found')[0]?.found).toBeGreaterThan(0);
    expect(JSON.stringify(app.said('elsewhere'))).toContain('ResourceNotFoundException');
    const caller = { name: 'small-Work', stack: 'small', id: 'Work', role: 'WorkRole' };
    const table = `arn:aws:dynamodb:eu-west-1:${app.cloud.account}:table/items`;
    const calls = app.cloud.calls();
    expect(calls).toContainEqual(
      expect.objectContaining({
        caller,
        action: 'dynamodb:PutItem',
        resources: [table],
        region: 'eu-west-1',
        count: 2,
      }),
    );
    expect(calls).toContainEqual(
      expect.objectContaining({ caller, action: 'dynamodb:Query', resources: [`${table}/index/byN`] }),
    );
    expect(calls).toContainEqual(
      expect.objectContaining({
        caller,
        action: 'sqs:ReceiveMessage',
        resources: [`arn:aws:sqs:eu-west-1:${app.cloud.account}:jobs`],
      }),
    );
  });

  test('the schedule fires for the two last minutes at once, then at each minute', async () => {
    const minutes = await app.until('three minutes', () => {
      const said = app.said<{ minute: string }>('minute').map(({ minute }) => minute);
      return said.length >= 3 && said;
    });
    const [first = 0, second = 0, third = 0] = minutes.map((minute) => Date.parse(minute));
    expect(minutes[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
    expect([second - first, third - second]).toEqual([60_000, 60_000]);
  });
});

describe('what AWS would not allow stops the cloud by name', () => {
  test.each([
    ['a connection off the loopback', 'connect', /small\/Work: a connection off the loopback .*192\.0\.2\.1/],
    [
      'a call outside an invocation',
      'late',
      /small\/Work: it called ssm:GetParameter in eu-west-1 outside an invocation/,
    ],
    ['an action that is not known here', 'unknown', /small\/Work: dynamodb:TransactWriteItems is not known here/],
  ])('%s', async (_, act, message) => {
    const app = await startSmallApp();
    await app.send({ id: 'x', do: act }).catch(() => {});
    const fault = (await app.cloud.stopped) as LocalCloudFault;
    expect(fault.message).toMatch(message);
    expect(app.events.at(-1)).toMatchObject({ type: 'fault', fault });
  });

  test('a handler that does not load', async () => {
    const start = startSmallApp({ assembly: brokenAssembly() });
    await expect(start).rejects.toThrow(/small\/Work: the handler does not load: .*broken bundle/s);
  });

  const brokenAssembly = (): string =>
    writeAssembly(
      {
        Work: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Key: 'Work.zip' },
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Role: 'arn:role',
          },
        },
      },
      { Work: `throw new Error('broken bundle')` },
    );
});

test('killed handlers are reported, and what they had comes again until it goes to the dead letters', async () => {
  const kills: { function: string; ms: number }[] = [];
  const app = await startSmallApp({ chaos: { seed: 3, rate: 1, onKill: (kill) => kills.push(kill) } });
  await app.send({ id: 'struck', do: 'hang' });
  await app.until('the dead letter', () => app.events.find(({ type }) => type === 'dead-letter'));
  await app.cloud.stop();
  const killed = kills.filter((kill) => kill.function === 'small-Work');
  expect(killed).toHaveLength(2);
  expect(killed.every(({ ms }) => ms >= 0 && ms < 1_000)).toBe(true);
  expect(app.events.filter(({ type }) => type === 'invocation-kill')).toHaveLength(kills.length);
  expect(await app.cloud.stopped).toBeUndefined();
});

test('a folder keeps the tables between runs', async () => {
  const data = temporaryFolder();
  const first = await startSmallApp({ data });
  await first.put('kept', 1, WAKE);
  await first.cloud.stop();
  const second = await startSmallApp({ data });
  expect(second.cloud.clock()).toBeGreaterThanOrEqual(first.events.at(-1)?.at ?? Number.POSITIVE_INFINITY);
  await second.put('kept', 2, WAKE);
  const change = await second.until('the write', () => second.events.find((event) => event.type === 'table-write'));
  expect(change).toMatchObject({ before: { n: { N: '1' } }, after: { n: { N: '2' } } });
  await second.cloud.stop();
});

test('stop leaves nothing open: a program that starts and stops a cloud ends by itself', async () => {
  const program = fileURLToPath(new URL('../../fixtures/local/start-and-stop.ts', import.meta.url));
  const child = spawn(process.execPath, [program, smallAssembly()], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
  expect(code).toBe(0);
  expect(printed).toContain('stopped undefined');
});
