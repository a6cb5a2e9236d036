import type { Assertion, JsonSchema } from '../assertion.ts';
import { carry } from './carry.ts';

export type OpenapiOptions = {
  /** An `operationId`, or a method and a path of the document: `GET /items/{id}`. */
  readonly operation: string;
};

/**
 * The JSON body fits a JSON Schema: draft 2020-12, or draft-07 where its `$schema` says so. `format` is asserted. Schemas
 * are compiled when the definition is deployed, and not in the probe.
 */
export function jsonSchema(schema: JsonSchema): Assertion {
  return { on: 'jsonSchema', schema };
}

/**
 * The answer is one that an OpenAPI document (3.0 or 3.1; YAML or JSON) has for the operation: its status, its required
 * headers, its content type and its JSON body. `file`: from the folder in which Killdeer is run.
 */
export function openapi(file: string, options: OpenapiOptions): Assertion {
  return carry(options, { on: 'openapi' as const, file });
}
