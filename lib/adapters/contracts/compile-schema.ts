import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import formatsModule from 'ajv-formats';
import type { JsonSchema } from '../../core/assertion.ts';
import { schemaMiss } from '../../core/assertions/schema-miss.ts';
import { excerpt } from '../../core/condition.ts';
import type { SchemaMiss, SchemaValidator } from '../../core/contract.ts';
import { list, nearest, show } from '../../core/validation/show.ts';
import { ContractFlaw } from './blueprint.ts';

/** A compiled schema: as a function, and as the source of a CommonJS module that is this function. */
export type CompiledSchema = { readonly validate: SchemaValidator; readonly source: () => string };

const require = createRequire(import.meta.url);

/** All that a document has against a schema is told; only what it has itself counts, not what every object has. */
const OPTIONS: Options = {
  allErrors: true,
  ownProperties: true,
  logger: false,
  code: { source: true },
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
};

/**
 * Compiles a schema with an ajv of its own, so that no schema's `$id` meets another's. `strict`: refuses keywords that it
 * does not know, which are mostly misspelt. Throws a ContractFlaw.
 */
export function compileSchema(schema: JsonSchema, { strict }: { readonly strict: boolean }): CompiledSchema {
  try {
    return compileWith(ajvFor(schema, { strictSchema: strict }), schema, strict);
  } catch (error) {
    // Patterns that only read without the flag u are common, and mean the same without it.
    if (!isPatternOf(error)) throw error;
    return compileWith(ajvFor(schema, { strictSchema: strict, unicodeRegExp: false }), schema, strict);
  }
}

function compileWith(ajv: Ajv, schema: JsonSchema, strict: boolean): CompiledSchema {
  if (strict) for (const keyword of extensions(schema)) ajv.addKeyword(keyword);
  if (ajv.validateSchema(schema as AnySchemaObject) !== true) {
    const { what, actual, expected } = schemaMiss((ajv.errors ?? []) as readonly SchemaMiss[], schema);
    throw invalid(`${what} is ${excerpt(actual, 80)}, expected ${excerpt(expected, 120)}`);
  }
  try {
    const validate = ajv.compile(schema as AnySchemaObject) as unknown as SchemaValidator;
    return { validate, source: () => withFiles(standaloneModule.default(ajv, validate as never)) };
  } catch (error) {
    throw flawOf(error, ajv);
  }
}

function isPatternOf(error: unknown): boolean {
  return error instanceof ContractFlaw && error.message.includes('Invalid regular expression');
}

function ajvFor(schema: JsonSchema, more: Options): Ajv {
  const { $schema } = schema;
  const isOld = typeof $schema === 'string' && $schema.includes('draft-07');
  if ($schema !== undefined && !isOld && !String($schema).includes('2020-12')) {
    throw new ContractFlaw('schema', `the schema is of a dialect that is not read: ${show($schema)}`, {
      allowed: 'draft 2020-12 (default) or draft-07',
      fix: 'write $schema: "https://json-schema.org/draft/2020-12/schema", or leave it out',
    });
  }
  if (schema.$async !== undefined) {
    throw new ContractFlaw('schema', 'the schema must not be async: nothing waits for it', { fix: 'remove $async' });
  }
  const options = { ...OPTIONS, ...more };
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  formatsModule.default(ajv);
  return ajv as Ajv;
}

/** Keywords that say of themselves that they are nobody's but the writer's. */
function extensions(schema: JsonSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (/^x-[\w-]*$/i.test(key)) found.add(key);
      walk(part);
    }
  };
  walk(schema);
  return found;
}

/** The libraries that the source needs, by their files: it is bundled from a folder where they would not be found. */
function withFiles(source: string): string {
  return source.replace(/require\("(ajv(?:-formats)?\/[\w./-]+)"\)/g, (_, name: string) => {
    return `require(${JSON.stringify(require.resolve(name))})`;
  });
}

function flawOf(error: unknown, ajv: Ajv): ContractFlaw {
  const message = error instanceof Error ? error.message : String(error);
  const [, what, name] = /unknown (keyword|format):? "(.*?)"/.exec(message) ?? [];
  if (name === undefined) return invalid(message);
  const known = Object.keys(what === 'keyword' ? ajv.RULES.keywords : ajv.formats);
  const meant = nearest(name, known);
  const otherwise = what === 'keyword' ? 'remove it, or let it begin with x-' : 'remove it, or write a pattern';
  return new ContractFlaw('schema', `the schema has an unknown ${what} "${name}"`, {
    allowed: what === 'keyword' ? "JSON Schema's keywords, and those that begin with x-" : list(known),
    fix: meant === undefined ? otherwise : `did you mean ${show(meant)}?`,
  });
}

function invalid(reason: string): ContractFlaw {
  return new ContractFlaw('schema', `the schema is not valid: ${reason}`, {
    allowed: 'a JSON Schema of draft 2020-12 or draft-07',
    fix: 'mend the schema',
  });
}
