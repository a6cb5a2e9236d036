import type { AwsIdentity } from '../lib/adapters/aws/aws-signature.ts';

/** The identity of this shell, by the SDK's default chain: variables, profiles, single sign-on. */
export async function defaultIdentity(region: string): Promise<AwsIdentity> {
  const { SSMClient } = await import('@aws-sdk/client-ssm');
  return await new SSMClient({ region }).config.credentials();
}
