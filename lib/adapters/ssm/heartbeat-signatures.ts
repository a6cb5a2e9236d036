import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Signatures } from '../../app/ports.ts';

/** How long a key is used before it is read again, milliseconds: so long a changed key takes to count. */
const KEY_LIFE_MS = 5 * 60_000;

/** Characters of a signature: 132 bits of its HMAC-SHA256, as base64url. */
const LENGTH = 22;

/**
 * Signs by a key in a SecureString. `create`: makes the key when there is none, which only a person's command does;
 * without it, nothing verifies until the key is there.
 */
export function ssmSignatures(client: SSMClient, parameter: string, { create = false } = {}): Signatures {
  let kept: { readonly key: string; readonly until: number } | undefined;
  const read = async (): Promise<string | undefined> => {
    try {
      const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
      return (await client.send(command)).Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  };
  const make = async (): Promise<string> => {
    const key = randomBytes(32).toString('base64url');
    const put = { Name: parameter, Value: key, Type: 'SecureString', Tier: 'Standard', Overwrite: false } as const;
    await client.send(new PutParameterCommand(put));
    return key;
  };
  const keyOf = async (): Promise<string | undefined> => {
    if (kept !== undefined && kept.until > Date.now()) return kept.key;
    const key = (await read()) ?? (create ? await make() : undefined);
    kept = key === undefined ? undefined : { key, until: Date.now() + KEY_LIFE_MS };
    return key;
  };
  return {
    async sign(text) {
      const key = await keyOf();
      if (key === undefined) throw new Error(`there is no key ${parameter} to sign with`);
      return signatureOf(key, text);
    },
    async verify(text, signature) {
      const key = await keyOf();
      if (key === undefined || signature.length !== LENGTH) return false;
      const given = Buffer.from(signature);
      const right = Buffer.from(signatureOf(key, text));
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

function signatureOf(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, LENGTH);
}
