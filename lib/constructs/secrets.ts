import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { secretsOfMonitor } from '../core/check-secrets.ts';
import type { MonitorFunction } from './monitor-function.ts';

/** Secrets Manager adds a dash and six characters to the name of each secret. */
const SUFFIX = '-??????';

/**
 * Reads the secrets of the checks that run in a place, by name, in the home region, and nothing else. `keys`: ARNs of the
 * customer's own KMS keys that they are encrypted with; used through the two stores alone. AWS's own keys need no grant.
 */
export function grantSecrets(fn: MonitorFunction, place: string, keys: readonly string[] = []): void {
  const { home } = fn.monitor;
  const refs = secretsOfMonitor(fn.monitor, place);
  const names = (store: 'ssm' | 'secretsmanager') =>
    [...new Set(refs.filter((ref) => (ref.store ?? 'ssm') === store).map(({ name }) => name))].sort();
  const parameters = names('ssm').map((name) => fn.arnOf('ssm', home, `parameter/${name.replace(/^\//, '')}`));
  const secrets = names('secretsmanager').map((name) =>
    Stack.of(fn).formatArn({
      service: 'secretsmanager',
      region: home,
      resource: `secret:${name}${SUFFIX}`,
    }),
  );
  if (parameters.length > 0) fn.allow(['ssm:GetParameter'], ...parameters);
  if (secrets.length > 0) fn.allow(['secretsmanager:GetSecretValue'], ...secrets);
  if (keys.length === 0 || refs.length === 0) return;
  const { urlSuffix } = Stack.of(fn);
  const services = [
    ...(parameters.length > 0 ? [`ssm.${home}.${urlSuffix}`] : []),
    ...(secrets.length > 0 ? [`secretsmanager.${home}.${urlSuffix}`] : []),
  ];
  fn.lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [...keys],
      conditions: { StringEquals: { 'kms:ViaService': services } },
    }),
  );
}

/** Throws on what is no ARN of a key in the home region: an alias cannot be granted. */
export function checkSecretKeys(keys: readonly string[], home: string): void {
  for (const arn of keys) {
    if (/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(arn) && arn.split(':')[3] === home) continue;
    throw new Error(`secretKeys: "${arn}" is not the ARN of a KMS key in ${home}: arn:aws:kms:${home}:…:key/…`);
  }
}
