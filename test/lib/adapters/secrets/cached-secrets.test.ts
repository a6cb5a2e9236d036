import { beforeEach, describe, expect, test } from 'vitest';
import { cachedSecrets } from '../../../../lib/adapters/secrets/cached-secrets.ts';
import { type SecretRef, UnreadableSecret } from '../../../../lib/core/secret.ts';
import { HOUR, MINUTE, SECOND } from '../../../../lib/core/time.ts';

const REF: SecretRef = { kind: 'secret', name: '/shop/key' };
const away = () => Promise.reject(new UnreadableSecret(REF, 'no answer', false));
const denied = () => Promise.reject(new UnreadableSecret(REF, 'this role may not read it', true));

let now = 0;
let asked: SecretRef[] = [];
let answer: () => Promise<string>;
const source = {
  read(ref: SecretRef) {
    asked.push(ref);
    return answer();
  },
};
const make = () => cachedSecrets(source, { now: () => now });

beforeEach(() => {
  now = 1_000;
  asked = [];
  answer = async () => `value ${asked.length}`;
});

test('a value is used for five minutes, then asked for again', async () => {
  const secrets = make();
  expect(await secrets.read(REF)).toBe('value 1');
  now += 5 * MINUTE - 1;
  expect(await secrets.read({ ...REF })).toBe('value 1');
  now += 1;
  expect(await secrets.read(REF)).toBe('value 2');
});

test('who asks at the same time shares one call; names, stores and keys are told apart', async () => {
  const secrets = make();
  const refs: readonly SecretRef[] = [REF, { ...REF, store: 'ssm' }, { ...REF, key: 'a' }, { ...REF, key: 'b' }];
  await Promise.all([...refs, ...refs, { ...REF, store: 'secretsmanager' } as const].map((ref) => secrets.read(ref)));
  expect(asked).toHaveLength(4);
});

describe('while the store is away', () => {
  test('the last known value serves for an hour, and the store is asked every thirty seconds', async () => {
    const secrets = make();
    await secrets.read(REF);
    answer = away;
    now += 5 * MINUTE;
    for (let i = 0; i < 60; i += 1, now += SECOND) expect(await secrets.read(REF)).toBe('value 1');
    expect(asked).toHaveLength(3);
    now = 1_000 + HOUR;
    expect(await secrets.read(REF)).toBe('value 1');
    now += 1;
    await expect(secrets.read(REF)).rejects.toThrow('the secret /shop/key could not be read: no answer');
    answer = async () => 'new';
    now += 30 * SECOND;
    expect(await secrets.read(REF)).toBe('new');
  });

  test('a value that was never known is asked for every thirty seconds, and is not to be had between', async () => {
    const secrets = make();
    answer = away;
    for (let i = 0; i < 30; i += 1, now += SECOND) await expect(secrets.read(REF)).rejects.toThrow('no answer');
    expect(asked).toHaveLength(1);
    answer = async () => 'there';
    expect(await secrets.read(REF)).toBe('there');
  });
});

test('a store that says no ends the use of what it said before', async () => {
  const secrets = make();
  await secrets.read(REF);
  answer = denied;
  now += 5 * MINUTE;
  await expect(secrets.read(REF)).rejects.toThrow('may not read it');
  answer = away;
  now += 30 * SECOND;
  await expect(secrets.read(REF)).rejects.toThrow('no answer');
});

describe('a value that a target refused', () => {
  test('is asked for again, once in thirty seconds', async () => {
    const secrets = make();
    await secrets.read(REF);
    secrets.doubt?.(REF);
    expect(await secrets.read(REF)).toBe('value 1');
    now += 30 * SECOND;
    expect(await secrets.read(REF)).toBe('value 2');
    now += SECOND;
    secrets.doubt?.(REF);
    expect(await secrets.read(REF)).toBe('value 2');
    now += 29 * SECOND;
    expect(await secrets.read(REF)).toBe('value 3');
  });

  test('serves on while the store is away', async () => {
    const secrets = make();
    await secrets.read(REF);
    answer = away;
    now += MINUTE;
    secrets.doubt?.(REF);
    expect(await secrets.read(REF)).toBe('value 1');
  });

  test('need not be known', () => {
    expect(() => make().doubt?.(REF)).not.toThrow();
  });
});
