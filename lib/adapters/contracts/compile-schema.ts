import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import formatsModule from 'ajv-formats';
import type { JsonSchema } from '../../core/assertion.ts';
import type { SchemaValidator } from '../../core/contract.ts';
import { nearest, show } from '../../core/validation/show.ts';
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
  const ajv = ajvFor(schema, strict);
  if (strict) for (const keyword of extensions(schema)) ajv.addKeyword(keyword);
  try {
    const validate = ajv.compile(schema as AnySchemaObject) as unknown as SchemaValidator;
    return { validate, source: () => withFiles(standaloneModule.default(ajv, validate as never)) };
  } catch (error) {
    throw flawOf(error, Object.keys(ajv.RULES.keywords));
  }
}

function ajvFor(schema: JsonSchema, strict: boolean): Ajv {
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
  const options = { ...OPTIONS, strictSchema: strict };
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

function flawOf(error: unknown, keywords: readonly string[]): ContractFlaw {
  const message = error instanceof Error ? error.message : String(error);
  const keyword = /unknown keyword: "(.*?)"/.exec(message)?.[1];
  if (keyword !== undefined) {
    const meant = nearest(keyword, keywords);
    return new ContractFlaw('schema', `the schema has an unknown keyword "${keyword}"`, {
      allowed: "JSON Schema's keywords, and those that begin with x-",
      fix: meant === undefined ? 'remove it, or let it begin with x-' : `did you mean ${show(meant)}?`,
    });
  }
  const reason = message.replace(/^schema is invalid: /, '').replaceAll(/\bdata\b/g, 'the schema');
  return new ContractFlaw('schema', `the schema is not valid: ${reason}`, {
    allowed: 'a JSON Schema of draft 2020-12 or draft-07',
    fix: 'mend the schema',
  });
}
