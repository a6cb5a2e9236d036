import { type Answer, jsonAnswer, jsonError, type ServiceCall } from './answer.ts';
import type { SeededSecrets } from './parameter-store.ts';

/** Secrets that stand there from the start, in one region. Only read: answers undefined to any other operation. */
export function secretsManager({ region: home, values }: SeededSecrets) {
  return {
    async handle({ region, operation, body }: ServiceCall): Promise<Answer | undefined> {
      if (operation !== 'GetSecretValue') return undefined;
      const name = nameIn(body);
      const value = region === home && Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return jsonError('ResourceNotFoundException', `no secret ${name} in ${region}`);
      return jsonAnswer(200, { Name: name, SecretString: value, VersionId: 'local' }, 'application/x-amz-json-1.1');
    },
    /** As IAM sees them: the name with six characters that AWS adds. */
    resources({ region, body }: ServiceCall, account: string): readonly string[] {
      return [`arn:aws:secretsmanager:${region}:${account}:secret:${nameIn(body)}-local0`];
    },
  };
}

function nameIn(body: string): string {
  return String((JSON.parse(body) as { SecretId?: unknown }).SecretId);
}
