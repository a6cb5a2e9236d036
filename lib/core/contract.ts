import type { ContractAssertion, JsonSchema } from './assertion.ts';
import { stableHash } from './hash.ts';

/** One thing that a document has against a schema, as ajv says it. */
export type SchemaMiss = {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
};

/** A compiled schema: whether a value fits it; `errors` is of the last call. */
export type SchemaValidator = {
  (value: unknown): boolean;
  errors?: readonly SchemaMiss[] | null;
};

/** What an operation answers with one status. `content`: by media type; null where only the type is known. */
export type ContractResponse = {
  /** Headers that must be there, in lower case. */
  readonly headers: readonly string[];
  readonly content: Readonly<Record<string, SchemaValidator | null>>;
};

/** What an assertion of a contract is compiled to. `responses`: by `200`, `2XX` or `default`. */
export type Contract =
  | { readonly kind: 'schema'; readonly validate: SchemaValidator }
  | { readonly kind: 'operation'; readonly responses: Readonly<Record<string, ContractResponse>> };

/** All contracts of a definition, by `contractKey`. */
export type Contracts = Readonly<Record<string, Contract>>;

/** The name of what an assertion is compiled to: the same for the same schema, wherever it stands. */
export function contractKey(assertion: ContractAssertion): string {
  if (assertion.on === 'openapi') return `openapi ${assertion.file} ${assertion.operation}`;
  const known = keys.get(assertion.schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(assertion.schema);
  const key = `schema ${stableHash(text).toString(36)}.${text.length}`;
  keys.set(assertion.schema, key);
  return key;
}

/** Schemas stand in definitions and are asked at every run: each is written out once. */
const keys = new WeakMap<JsonSchema, string>();
