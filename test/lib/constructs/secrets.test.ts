import { defineMonitor, http, type MonitorDefinition, quorum, secret } from 'killdeer';
import { expect, test } from 'vitest';
import { isAllowed, readPolicies } from '../../slow/policies.ts';
import { synthesise } from './synthesise.ts';

const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const monitor = (...checks: MonitorDefinition['checks']): MonitorDefinition =>
  defineMonitor({
    ...{ name: 'shop', home: 'eu-west-1', regions: ['eu-west-1', 'us-east-1'], services: [], notify: [] },
    checks,
  });

const url = 'https://a.example/';
const definition = monitor(
  http('everywhere', { url, headers: { 'x-a': secret('/shop/key'), 'x-b': secret('/shop/key', { key: 'b' }) } }),
  http('america', {
    url,
    headers: { 'x-c': secret('shop/api', { store: 'secretsmanager', key: 'token' }) },
    regions: quorum(1, { of: ['us-east-1'] }),
  }),
);

type Statement = {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

/** The statements on secrets, by stack and role. */
function statementsOf({ ofType }: ReturnType<typeof synthesise>): Readonly<Record<string, readonly Statement[]>> {
  const found: Record<string, Statement[]> = {};
  for (const { stack, Properties } of ofType('AWS::IAM::Policy')) {
    const statements: readonly Statement[] = Properties.PolicyDocument.Statement;
    const own = statements.filter(({ Action }) => /^(secretsmanager|kms|ssm):/.test([Action].flat()[0] ?? ''));
    if (own.length > 0) found[`${stack} ${Properties.Roles[0].Ref.replace(/[0-9A-F]{8}$/, '')}`] = own;
  }
  return found;
}

test('the probe of a region reads the secrets of its own checks in the home region, and nobody else reads any', () => {
  const statements = statementsOf(synthesise(definition));
  expect(Object.keys(statements).sort()).toEqual([
    'killdeer-shop-probe-eu-west-1 ProbeRole',
    'killdeer-shop-probe-us-east-1 ProbeRole',
  ]);
  const [home, america] = Object.values(statements);
  expect(home).toHaveLength(1);
  expect(home?.[0]).toMatchObject({ Action: 'ssm:GetParameter' });
  expect(JSON.stringify(home?.[0]?.Resource)).toContain(':parameter/shop/key');
  expect(america).toHaveLength(2);
  for (const { Resource } of america ?? []) expect(JSON.stringify(Resource)).toContain(':eu-west-1:');
  expect(JSON.stringify(america)).toContain(':secret:shop/api-??????');
});

test('IAM allows these reads and no others', async () => {
  const { directory, ofType } = synthesise(definition);
  const policies = await readPolicies(directory);
  const { account } = policies;
  const role = (place: string) => {
    const stack = `killdeer-shop-probe-${place}`;
    const found = ofType('AWS::IAM::Role').find((one) => one.stack === stack && one.id.startsWith('ProbeRole'));
    return `${stack}/${found?.id}`;
  };
  const parameter = (name: string, region = 'eu-west-1') => `arn:aws:ssm:${region}:${account}:parameter${name}`;
  const secretOf = (name: string) => `arn:aws:secretsmanager:eu-west-1:${account}:secret:${name}`;
  const [read, get] = ['ssm:GetParameter', 'secretsmanager:GetSecretValue'];
  const asked = [
    [true, 'eu-west-1', read, parameter('/shop/key')],
    [true, 'us-east-1', read, parameter('/shop/key')],
    [true, 'us-east-1', get, secretOf('shop/api-a1B2c3')],
    [false, 'eu-west-1', get, secretOf('shop/api-a1B2c3')],
    [false, 'us-east-1', get, secretOf('shop/api-more-a1B2c3')],
    [false, 'us-east-1', get, secretOf('shop/other-a1B2c3')],
    [false, 'us-east-1', read, parameter('/shop/key', 'us-east-1')],
    [false, 'us-east-1', read, parameter('/shop/key2')],
    [false, 'us-east-1', 'ssm:GetParametersByPath', parameter('/shop')],
    [false, 'us-east-1', 'ssm:PutParameter', parameter('/shop/key')],
  ] as const;
  for (const [allowed, place, action, resource] of asked) {
    expect(await isAllowed(policies, { role: role(place), action, resource }), `${place} ${action} ${resource}`).toBe(
      allowed,
    );
  }
});

test('the security checks have nothing against it', () => {
  expect(synthesise(definition, {}, { secretKeys: [KEY] }).findings).toEqual(
    synthesise(monitor(http('a', { url }))).findings,
  );
});

test('without secrets nothing is granted, with or without a key', () => {
  expect(statementsOf(synthesise(monitor(http('a', { url }))))).toEqual({});
  expect(statementsOf(synthesise(monitor(http('a', { url })), {}, { secretKeys: [KEY] }))).toEqual({});
});

test('a key of one’s own is used through the stores alone', () => {
  const statements = statementsOf(synthesise(definition, {}, { secretKeys: [KEY] }));
  const decrypt = Object.values(statements).map((all) => all.filter(({ Action }) => Action === 'kms:Decrypt'));
  expect(decrypt.map((one) => one.length)).toEqual([1, 1]);
  expect(decrypt[0]?.[0]).toMatchObject({ Resource: KEY });
  expect(JSON.stringify(decrypt[0]?.[0]?.Condition)).toContain('ssm.eu-west-1.');
  expect(JSON.stringify(decrypt[0]?.[0]?.Condition)).not.toContain('secretsmanager');
  expect(JSON.stringify(decrypt[1]?.[0]?.Condition)).toContain('secretsmanager.eu-west-1.');
});

test.each(['alias/shop', 'arn:aws:kms:eu-west-1:111111111111:alias/shop', KEY.replace('eu-west-1', 'us-east-1')])(
  '%s is refused: it is no key of the home region',
  (key) => {
    expect(() => synthesise(definition, {}, { secretKeys: [key] })).toThrow(/is not the ARN of a KMS key in eu-west-1/);
  },
);
