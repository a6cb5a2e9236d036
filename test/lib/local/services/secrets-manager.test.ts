import { expect, test } from 'vitest';
import { secretsManager } from '../../../../lib/local/services/secrets-manager.ts';

const { handle, resources } = secretsManager({ region: 'eu-west-1', values: { shop: '{"password":"x"}' } });
const call = (SecretId: string, region = 'eu-west-1', operation = 'GetSecretValue') => ({
  ...{ region, operation },
  body: JSON.stringify({ SecretId }),
});
const bodyOf = async (...args: Parameters<typeof call>) => JSON.parse((await handle(call(...args)))?.body ?? '{}');

test('a secret is read in its region, by its name', async () => {
  expect(await bodyOf('shop')).toMatchObject({ Name: 'shop', SecretString: '{"password":"x"}' });
  expect(await bodyOf('shop', 'us-east-1')).toMatchObject({ __type: 'ResourceNotFoundException' });
  expect(await bodyOf('toString')).toMatchObject({ __type: 'ResourceNotFoundException' });
});

test('IAM sees its ARN with six characters behind the name', () => {
  expect(resources(call('shop'), '111111111111')).toEqual([
    'arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-local0',
  ]);
});

test('nothing else is known', async () => {
  expect(await handle(call('shop', 'eu-west-1', 'PutSecretValue'))).toBeUndefined();
});
