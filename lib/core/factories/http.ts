import type { HttpDefinition, HttpOptions } from '../kinds/http.ts';
import { carry } from './carry.ts';

/**
 * A check that asks a URL and judges the answer. `id` is stable: letters, digits, `-`, `_` and `.`, at most 64; history
 * and incidents hang on it.
 */
export function http(id: string, options: HttpOptions): HttpDefinition {
  return carry(options, { kind: 'http' as const, id });
}
