import type { JsonSchema } from '../../core/assertion.ts';
import { type Fields, fieldsOf, follow, type OpenapiDocument, pointed } from './openapi-document.ts';

/** Keywords that hold schemas: one, a list of them, or some by name. Everything else is data and stays as it is. */
const ONE = new Set([
  ...['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['unevaluatedProperties', 'unevaluatedItems', 'additionalItems'],
]);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const NAMED = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);

/** Names of schemas would change what references mean once a schema stands elsewhere; the rest is for other readers. */
const LEFT_OUT = new Set([
  '$id',
  '$schema',
  '$anchor',
  '$dynamicAnchor',
  'nullable',
  'discriminator',
  'xml',
  'example',
]);

/**
 * A schema of a document as a JSON Schema of draft 2020-12 that stands alone: what it refers to comes along as `$defs`, and
 * what OpenAPI 3.0 says in its own way (`nullable`, bounds that are excluded) is said in JSON Schema's. Properties that
 * are only written need not come back. Throws a ContractFlaw on a reference that cannot be followed.
 */
export function standAlone(document: OpenapiDocument, schema: unknown): JsonSchema {
  const names = new Map<string, string>();
  const defs: Record<string, unknown> = {};
  const refer = (ref: string): string => {
    const known = names.get(ref);
    if (known !== undefined) return known;
    const name = `#/$defs/${names.size}`;
    const key = String(names.size);
    names.set(ref, name);
    defs[key] = convert(pointed(document.root, ref), document, refer);
    return name;
  };
  const converted = convert(schema, document, refer);
  return { ...(converted === false ? { not: {} } : fieldsOf(converted)), ...(names.size > 0 && { $defs: defs }) };
}

type Refer = (ref: string) => string;

function convert(schema: unknown, document: OpenapiDocument, refer: Refer): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const fields = schema as Fields;
  const reference = typeof fields.$ref === 'string' ? { $ref: refer(fields.$ref) } : {};
  // In 3.0 what stands beside a reference is ignored.
  if (document.isOld && '$ref' in reference) return reference;
  const next = (value: unknown): unknown => convert(value, document, refer);
  const entries = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    if (LEFT_OUT.has(key) || key === '$ref') return [];
    if (ONE.has(key)) return [[key, next(value)]];
    if (LISTS.has(key) && Array.isArray(value)) return [[key, value.map(next)]];
    if (NAMED.has(key))
      return [[key, Object.fromEntries(Object.entries(fieldsOf(value)).map(([k, v]) => [k, next(v)]))]];
    if (key === 'required') return [[key, comesBack(value, fields, document)]];
    return [[key, value]];
  });
  const plain = { ...Object.fromEntries(entries), ...reference };
  return document.isOld ? modern(plain, fields.nullable === true) : plain;
}

/** What is required of an answer: not what is only written. */
function comesBack(required: unknown, { properties }: Fields, document: OpenapiDocument): unknown {
  if (!Array.isArray(required)) return required;
  return required.filter((name) => {
    const property = fieldsOf(properties)[String(name)];
    return property === undefined || follow(document, property).writeOnly !== true;
  });
}

/** The dialect of 3.0 in draft 2020-12. */
function modern(schema: Fields, nullable: boolean): Fields {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const bounds = { ...bound('Minimum', minimum, exclusiveMinimum), ...bound('Maximum', maximum, exclusiveMaximum) };
  const modernised = { ...rest, ...bounds } as Fields;
  if (!nullable) return modernised;
  const { type } = modernised;
  const values = modernised.enum;
  if (type === undefined) return { anyOf: [{ type: 'null' }, modernised] };
  const orNull = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
  return { ...modernised, type: [...[type].flat(), 'null'], ...orNull };
}

/** `exclusiveMinimum: true` makes `minimum` the excluded one. */
function bound(name: 'Minimum' | 'Maximum', limit: unknown, exclusive: unknown): Fields {
  if (exclusive === true) return { [`exclusive${name}`]: limit };
  if (limit !== undefined) return { [name.toLowerCase()]: limit };
  return {};
}
