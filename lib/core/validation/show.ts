import { isText } from '../secret.ts';

/** Most characters of a value that a problem shows. */
const SHOWN = 100;

/** A value as a problem shows it. Of objects only the keys: their values may be secret. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return cut(JSON.stringify(withoutPassword(value)));
  if (typeof value === 'function') return 'a function';
  if (value instanceof RegExp) return cut(String(value));
  if (value instanceof Promise) return 'a promise';
  if (Array.isArray(value)) return cut(`[${value.map(showItem).join(', ')}]`);
  if (isText(value)) return 'a secret, or a text with secrets in it';
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an object without keys' : cut(`an object with ${keys.join(', ')}`);
  }
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** What sort of value it is, for one that may be secret. */
export function described(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return typeof value === 'object' || value === undefined ? show(value) : `a ${typeof value}`;
}

/** Names as an enumeration: `a, b, c`. */
export function list(names: readonly unknown[]): string {
  return names.length === 0 ? 'none' : names.map(String).join(', ');
}

/** What the person may have meant: the nearest name, if one is near. `limit`: most edits; default: by the name's length. */
export function nearest(
  name: string,
  names: readonly string[],
  limit = Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3)),
): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= limit && distance < candidate.length)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

function showItem(value: unknown): string {
  return typeof value === 'object' && value !== null ? '{…}' : show(value);
}

function cut(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/, '//***@');
}

/** Edits from one name to the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
