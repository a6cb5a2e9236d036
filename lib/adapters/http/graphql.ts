import { excerpt } from '../../core/condition.ts';

/**
 * What the first error of a GraphQL answer says, where it stands and how many more there are; undefined where there is
 * none. An answer that is no GraphQL is an error too, unless its status says enough.
 */
export function firstError(status: number, body: string): string | undefined {
  const { data, errors } = parse(body);
  const [first, ...more] = Array.isArray(errors) ? errors : [errors ?? undefined];
  if (first !== undefined) return describe(first, more.length);
  if (data !== undefined || status < 200 || status > 299) return undefined;
  return body.trim() === '' ? 'an empty answer, no GraphQL' : excerpt(`no GraphQL answer: ${body.trim()}`);
}

function describe(error: unknown, more: number): string {
  const { message, path } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const said = typeof message === 'string' && message !== '' ? message : 'an error without a message';
  const at = Array.isArray(path) && path.length > 0 ? ` at ${path.join('.')}` : '';
  const also = more > 0 ? `, and ${more} more` : '';
  return `${excerpt(said, 120)}${excerpt(at, 40)}${also}`;
}

function parse(body: string): { readonly data?: unknown; readonly errors?: unknown } {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}
