import type { Secrets } from '../../app/ports.ts';
import { memberOf, type SecretRef, UnreadableSecret } from '../../core/secret.ts';

/** From the question to the answer, second tries included: a run that waits for it still has most of its time. Milliseconds. */
const PATIENCE_MS = 3_000;

const client = { maxAttempts: 2, requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 } };

/** What the stores say of themselves or of us, and not of the secret; everything else that they say is about it. */
const ANSWERS: Readonly<Record<string, string>> = {
  ParameterNotFound: 'there is no such parameter',
  ParameterVersionNotFound: 'there is no such parameter',
  ResourceNotFoundException: 'there is no such secret',
  AccessDeniedException: 'this role may not read it',
  InvalidKeyId: 'its KMS key cannot be used',
  DecryptionFailure: 'its KMS key cannot be used',
  InvalidRequestException: 'it cannot be read now; is it marked for deletion?',
  InvalidParameterException: 'its store refused the question',
  ValidationException: 'its store refused the question',
};

/**
 * The secrets of one region: Parameter Store decrypted, and Secrets Manager. Each store's client is loaded at its first
 * use, so that a prober without secrets carries neither. Each read is a call.
 */
export function awsSecrets(region: string, patienceMs = PATIENCE_MS): Secrets {
  const stores = { ssm: once(() => parameterStore(region)), secretsmanager: once(() => secretsManager(region)) };
  return {
    async read(ref) {
      const { store = 'ssm' } = ref;
      const read = await stores[store]();
      const text = await read(ref.name, AbortSignal.timeout(patienceMs)).catch((error: unknown) => {
        throw unreadable(ref, error, region, patienceMs);
      });
      if (text === undefined) throw new UnreadableSecret(ref, 'it holds no text', true);
      return memberOf(text, ref);
    },
  };
}

/** Reads one by its name. */
type Read = (name: string, abortSignal: AbortSignal) => Promise<string | undefined>;

async function parameterStore(region: string): Promise<Read> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const ssm = new SSMClient({ region, ...client });
  return async (Name, abortSignal) => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }), { abortSignal });
    return Parameter?.Value;
  };
}

async function secretsManager(region: string): Promise<Read> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const secrets = new SecretsManagerClient({ region, ...client });
  return async (SecretId, abortSignal) => {
    const { SecretString, SecretBinary } = await secrets.send(new GetSecretValueCommand({ SecretId }), { abortSignal });
    return SecretString ?? (SecretBinary && Buffer.from(SecretBinary).toString());
  };
}

/** The SDK's own messages name roles and accounts, which are nobody's business in a notice. */
function unreadable(ref: SecretRef, error: unknown, region: string, patienceMs: number): UnreadableSecret {
  const name = error instanceof Error ? error.name : 'unknown';
  const answer = ANSWERS[name];
  if (answer !== undefined) return new UnreadableSecret(ref, `${answer}, in ${region} (${name})`, true);
  if (name === 'CredentialsProviderError') return new UnreadableSecret(ref, 'there are no AWS credentials', true);
  const silent = name === 'AbortError' || name === 'TimeoutError';
  const reason = silent ? `no answer within ${patienceMs} ms` : 'its store did not answer well';
  return new UnreadableSecret(ref, `${reason}, in ${region} (${name})`, false);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
