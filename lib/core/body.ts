import type { Text } from './secret.ts';

/** What a field of a form or a parameter of a query may be. */
export type FieldValue = Text | number | boolean;

/** Names with a value each, or several that are sent under the same name. */
export type Fields = Readonly<Record<string, FieldValue | readonly FieldValue[]>>;

/** A file within a multipart form. `type`: its media type, default `application/octet-stream`. */
export type FilePart = { readonly filename: string; readonly content: Text | Uint8Array; readonly type?: string };

/** What a request carries that is no plain text. The factories make all but `json`. */
export type Body =
  | { readonly kind: 'body'; readonly as: 'json'; readonly value: unknown }
  | { readonly kind: 'body'; readonly as: 'form'; readonly fields: Fields }
  | {
      readonly kind: 'body';
      readonly as: 'multipart';
      readonly parts: Readonly<Record<string, FieldValue | FilePart>>;
    }
  | {
      readonly kind: 'body';
      readonly as: 'binary' /** As they are, or in base64. */;
      readonly bytes: Text | Uint8Array;
    }
  | GraphqlBody;

/** A GraphQL request. `operation`: which one of the document's, where it has several. `errors`: see `graphql`. */
export type GraphqlBody = {
  readonly kind: 'body';
  readonly as: 'graphql';
  readonly query: Text;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operation?: string;
  readonly errors?: 'fail' | 'allow';
};

export const BODY_FORMS = ['json', 'form', 'multipart', 'binary', 'graphql'] as const satisfies readonly Body['as'][];

/** Whether a value is what a factory of bodies makes, rather than JSON to be sent. */
export function isBody(value: unknown): value is Body {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, as } = value as { kind?: unknown; as?: unknown };
  return kind === 'body' && (BODY_FORMS as readonly unknown[]).includes(as);
}
