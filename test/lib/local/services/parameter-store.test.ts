import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NewCloudEvent } from '../../../../lib/local/cloud-event.ts';
import { parameterStore } from '../../../../lib/local/services/parameter-store.ts';
import { temporaryFolder } from '../assembly-builder.ts';

function makeStore(file?: string) {
  const events: NewCloudEvent[] = [];
  const emit = (event: NewCloudEvent): void => void events.push(event);
  const store = parameterStore({ now: () => 1_000, emit, ...(file !== undefined && { file }) });
  const call = async (operation: string, input: object, region = 'eu-west-1') => {
    const answer = await store.handle({ region, operation, body: JSON.stringify(input) });
    return answer === undefined ? undefined : JSON.parse(answer.body);
  };
  return { call, events };
}

test('a put is read back, counted in versions and told', async () => {
  const { call, events } = makeStore();
  expect(await call('PutParameter', { Name: '/a/b', Value: 'one', Type: 'String' })).toEqual({
    Version: 1,
    Tier: 'Standard',
  });
  await call('PutParameter', { Name: '/a/b', Value: 'two', Overwrite: true });
  expect((await call('GetParameter', { Name: '/a/b' })).Parameter).toMatchObject({
    Value: 'two',
    Version: 2,
    Type: 'String',
  });
  expect(events).toMatchObject([
    { value: 'one', version: 1 },
    { value: 'two', version: 2 },
  ]);
});

test('without Overwrite a put is create-if-absent', async () => {
  const { call } = makeStore();
  await call('PutParameter', { Name: '/a', Value: 'one', Type: 'String' });
  expect(await call('PutParameter', { Name: '/a', Value: 'two', Type: 'String' })).toMatchObject({
    __type: 'ParameterAlreadyExists',
  });
  expect((await call('GetParameter', { Name: '/a' })).Parameter.Value).toBe('one');
});

test('regions do not share parameters', async () => {
  const { call } = makeStore();
  await call('PutParameter', { Name: '/a', Value: 'one', Type: 'String' });
  expect(await call('GetParameter', { Name: '/a' }, 'us-east-1')).toMatchObject({ __type: 'ParameterNotFound' });
});

test('4 KB is the most, in bytes', async () => {
  const { call } = makeStore();
  const put = (Value: string) => call('PutParameter', { Name: '/a', Value, Type: 'String', Overwrite: true });
  expect(await put('é'.repeat(2_048))).toMatchObject({ Version: 1 });
  expect(await put(`${'é'.repeat(2_048)}x`)).toMatchObject({ __type: 'ValidationException' });
});

test('a path gives its own parameters, and with Recursive those below', async () => {
  const { call } = makeStore();
  for (const Name of ['/a/b', '/a/c/d', '/ab']) await call('PutParameter', { Name, Value: 'x', Type: 'String' });
  const names = async (input: object) =>
    (await call('GetParametersByPath', input)).Parameters.map(({ Name }: { Name: string }) => Name);
  expect(await names({ Path: '/a' })).toEqual(['/a/b']);
  expect(await names({ Path: '/a', Recursive: true })).toEqual(['/a/b', '/a/c/d']);
});

test('a deleted parameter is gone, and GetParameters names what it did not find', async () => {
  const { call } = makeStore();
  await call('PutParameter', { Name: '/a', Value: 'x', Type: 'String' });
  await call('DeleteParameter', { Name: '/a' });
  expect(await call('GetParameters', { Names: ['/a'] })).toEqual({ Parameters: [], InvalidParameters: ['/a'] });
});

test('a folder keeps parameters and their versions between runs', async () => {
  const file = join(temporaryFolder(), 'deep', 'parameters.json');
  await makeStore(file).call('PutParameter', { Name: '/a', Value: 'kept', Type: 'String' });
  expect((await makeStore(file).call('GetParameter', { Name: '/a' })).Parameter).toMatchObject({
    Value: 'kept',
    Version: 1,
  });
});

test('an operation that is not known is not answered', async () => {
  expect(await makeStore().call('LabelParameterVersion', {})).toBeUndefined();
});

test('a SecureString is shown to who asks for it decrypted; seeded ones stand in their region and are kept nowhere', async () => {
  const file = join(temporaryFolder(), 'parameters.json');
  const secrets = { region: 'eu-west-1', values: { '/shop/key': 'hunter2' } };
  const events: NewCloudEvent[] = [];
  const store = parameterStore({ now: () => 0, emit: (event) => events.push(event), file, secrets });
  const call = async (operation: string, input: object, region = 'eu-west-1') =>
    JSON.parse((await store.handle({ region, operation, body: JSON.stringify(input) }))?.body ?? '');
  const Name = '/shop/key';
  expect((await call('GetParameter', { Name, WithDecryption: true })).Parameter).toMatchObject({
    Type: 'SecureString',
    Value: 'hunter2',
  });
  expect(JSON.stringify(await call('GetParameter', { Name }))).not.toContain('hunter2');
  expect(await call('GetParameter', { Name }, 'us-east-1')).toMatchObject({ __type: 'ParameterNotFound' });
  await call('PutParameter', { Name: '/other', Value: 'x', Type: 'String' });
  expect(readFileSync(file, 'utf8') + JSON.stringify(events)).not.toContain('hunter2');
});
