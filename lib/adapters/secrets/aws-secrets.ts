import { setTimeout as sleep } from 'node:timers/promises';
import type { Secrets } from '../../app/ports.ts';
import { memberOf, type SecretRef, UnreadableSecret } from '../../core/secret.ts';
import { callAws } from '../aws/aws-call.ts';
import { mayHelp, NoIdentity, ownIdentity } from '../aws/aws-caller.ts';
import type { AwsIdentity } from '../aws/aws-signature.ts';

/** From the question to the answer, the second try included: a run that waits for it still has most of its time. Milliseconds. */
const PATIENCE_MS = 3_000;

/** Before the second try. Milliseconds. */
const PAUSE_MS = 200;

/** What the stores say of a secret, rather than of themselves. */
const ANSWERS: Readonly<Record<string, string>> = {
  ParameterNotFound: 'there is no such parameter',
  ResourceNotFoundException: 'there is no such secret',
  AccessDeniedException: 'this role may not read it',
  InvalidKeyId: 'its KMS key cannot be used',
  DecryptionFailure: 'its KMS key cannot be used',
  InvalidRequestException: 'it cannot be read now; is it marked for deletion?',
  InvalidParameterException: 'its store refused the question',
  ValidationException: 'its store refused the question',
};

export type AwsSecretsOptions = {
  /** Who asks. Default: the identity in this process's environment, as in a Lambda. */
  readonly identity?: () => AwsIdentity | Promise<AwsIdentity>;
  readonly patienceMs?: number;
};

/** The secrets of one region: Parameter Store decrypted, and Secrets Manager. Each read is a call. */
export function awsSecrets(region: string, options: AwsSecretsOptions = {}): Secrets {
  const { identity = ownIdentity, patienceMs = PATIENCE_MS } = options;
  return {
    async read(ref) {
      const signal = AbortSignal.timeout(patienceMs);
      let text: string | undefined;
      try {
        text = await ask(ref, region, await identity(), signal);
      } catch (error) {
        throw unreadable(ref, signal.aborted ? signal.reason : error, region, patienceMs);
      }
      if (text === undefined) throw new UnreadableSecret(ref, 'it holds no text', true);
      return memberOf(text, ref);
    },
  };
}

async function ask(ref: SecretRef, region: string, identity: AwsIdentity, signal: AbortSignal) {
  const tryOnce = async (): Promise<string | undefined> => {
    if (ref.store !== 'secretsmanager') {
      const input = { Name: ref.name, WithDecryption: true };
      const call = { service: 'ssm', region, target: 'AmazonSSM.GetParameter', input } as const;
      return ((await callAws(call, identity, signal)) as ParameterOutput).Parameter?.Value;
    }
    const target = 'secretsmanager.GetSecretValue';
    const call = { service: 'secretsmanager', region, target, input: { SecretId: ref.name } } as const;
    const { SecretString, SecretBinary } = (await callAws(call, identity, signal)) as SecretOutput;
    return SecretString ?? (SecretBinary && Buffer.from(SecretBinary, 'base64').toString());
  };
  try {
    return await tryOnce();
  } catch (error) {
    if (signal.aborted || !mayHelp(error)) throw error;
    await sleep(PAUSE_MS, undefined, { signal });
    return await tryOnce();
  }
}

type ParameterOutput = { readonly Parameter?: { readonly Value?: string } };
type SecretOutput = { readonly SecretString?: string; readonly SecretBinary?: string };

function unreadable(ref: SecretRef, error: unknown, region: string, patienceMs: number): UnreadableSecret {
  if (error instanceof NoIdentity || (error instanceof Error && error.name === 'CredentialsProviderError')) {
    return new UnreadableSecret(ref, 'there are no AWS credentials', true);
  }
  const { name = 'unknown', code } = error as { name?: string; code?: string };
  const answer = ANSWERS[name];
  if (answer !== undefined) return new UnreadableSecret(ref, `${answer}, in ${region} (${name})`, true);
  const reason = name === 'TimeoutError' ? `no answer within ${patienceMs} ms` : 'its store did not answer well';
  return new UnreadableSecret(ref, `${reason}, in ${region} (${code ?? name})`, false);
}
