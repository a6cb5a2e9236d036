import type { Secrets } from '../../app/ports.ts';
import { memberOf, UnreadableSecret } from '../../core/secret.ts';

/** Secrets by their name, whatever their store. What is not there is not readable. */
export function memorySecrets(values: Readonly<Record<string, string>>): Secrets {
  return {
    async read(ref) {
      const text = Object.hasOwn(values, ref.name) ? values[ref.name] : undefined;
      if (text === undefined) throw new UnreadableSecret(ref, 'there is none of this name', true);
      return memberOf(text, ref);
    },
  };
}
