import type { SecretRef, Template } from '../secret.ts';
import { carry } from './carry.ts';

export type SecretOptions = Pick<SecretRef, 'store' | 'key'>;

/** A secret by its name in the home region: `secret('/shop/api-key')`. Only the probe ever reads it. */
export function secret(name: string, options: SecretOptions = {}): SecretRef {
  return carry(options, { kind: 'secret' as const, name });
}

/** A text with secrets in it: template`Token ${secret('/shop/token')}`. One without any is a text as others are. */
export function template(strings: TemplateStringsArray, ...values: readonly (string | SecretRef)[]): Template | string {
  const texts: unknown = strings;
  if (!Array.isArray(texts)) return carry(texts as object, { kind: 'template' as const, parts: [] });
  const parts = strings.flatMap((text, index) => [text, values[index] ?? '']);
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return { kind: 'template', parts: parts.filter((part) => part !== '') };
}
