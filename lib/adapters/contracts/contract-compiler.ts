import type { ContractAssertion, JsonSchema } from '../../core/assertion.ts';
import { type Contract, type Contracts, contractKey } from '../../core/contract.ts';
import { assertionsIn, type Placed } from '../../core/validation/assertions-in.ts';
import { show } from '../../core/validation/show.ts';
import type { Rule } from '../../core/validation/validate-monitor.ts';
import { type Blueprint, ContractFlaw } from './blueprint.ts';
import { type CompiledSchema, compileSchema } from './compile-schema.ts';
import { type Compiled, type ModuleFile, moduleOf } from './contracts-module.ts';
import { type OpenapiDocument, readOpenapi } from './openapi-document.ts';
import { operationOf } from './openapi-operation.ts';

/** Compiles the schemas and the OpenAPI operations that a definition expects of its answers. */
export type ContractCompiler = {
  /** Compiles what the checks of a definition name, and says what is wrong with it: for `validateMonitor`. */
  readonly rule: Rule;
  /** What has been compiled, for a prober of this process. */
  readonly contracts: () => Contracts;
  /** The same as the source of a module that exports it as `contracts`; the first file is the module. */
  readonly module: () => readonly ModuleFile[];
};

/** `folder`: where the files that are named begin. Each file is read, and each schema compiled, once. */
export function contractCompiler(folder: string): ContractCompiler {
  const documents = new Map<string, OpenapiDocument>();
  const schemas = new Map<string, CompiledSchema>();
  const compiled = new Map<string, Compiled>();
  const compile = (schema: JsonSchema, strict: boolean): CompiledSchema =>
    remembered(schemas, `${strict} ${JSON.stringify(schema)}`, () => compileSchema(schema, { strict }));
  const add = (assertion: ContractAssertion): void => {
    remembered(compiled, contractKey(assertion), () => {
      if (assertion.on === 'jsonSchema') return { kind: 'schema', validate: compile(assertion.schema, true) };
      const { file, operation } = assertion;
      const document = remembered(documents, file, () => readOpenapi(folder, file));
      return compileOperation(operationOf(document, operation), file, (schema) => compile(schema, false));
    });
  };
  return {
    rule: (draft) =>
      draft.checks.flatMap(assertionsIn).flatMap((placed) => {
        const assertion = contractOf(placed);
        if (assertion === undefined) return [];
        try {
          add(assertion);
          return [];
        } catch (error) {
          const { on, message, allowed, fix } = flawOf(error, assertion);
          const got = show(placed.fields[on]);
          return [{ at: [...placed.at, on], message, got, ...(allowed !== undefined && { allowed }), fix }];
        }
      }),
    contracts: () => Object.fromEntries([...compiled].map(([key, one]) => [key, asFunctions(one)])),
    module: () => moduleOf(compiled),
  };
}

/** The contract that an assertion names, as far as it is well-formed: the rest is the schema's to say. */
function contractOf({ fields }: Placed): ContractAssertion | undefined {
  const { on, schema, file, operation } = fields;
  if (on === 'jsonSchema') {
    const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema);
    return isObject && isWritable(schema) ? { on, schema: schema as JsonSchema } : undefined;
  }
  const isNamed = typeof file === 'string' && file.trim() !== '' && typeof operation === 'string';
  return on === 'openapi' && isNamed && operation.trim() !== '' ? { on, file, operation } : undefined;
}

/** What is too odd for what reads it, such as a document that holds itself, is a flaw too. */
function flawOf(error: unknown, { on }: ContractAssertion): ContractFlaw {
  if (error instanceof ContractFlaw) return error;
  const fix = 'simplify it';
  return new ContractFlaw(on === 'openapi' ? 'file' : 'schema', `it cannot be compiled: ${String(error)}`, { fix });
}

function isWritable(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function compileOperation(
  blueprint: Blueprint,
  file: string,
  compile: (schema: JsonSchema) => CompiledSchema,
): Compiled {
  if (blueprint.kind === 'schema') return { kind: 'schema', validate: compile(blueprint.schema) };
  const all = Object.entries(blueprint.responses).map(([status, { headers, content }]) => {
    const types = Object.entries(content).map(([type, schema]) => {
      return [type, schema === null ? null : compileFor(schema, `${status} ${type}`, file, compile)] as const;
    });
    return [status, { headers, content: Object.fromEntries(types) }] as const;
  });
  return { kind: 'operation', responses: Object.fromEntries(all) };
}

/** A schema that is wrong in a document is told by its place there. */
function compileFor(schema: JsonSchema, place: string, file: string, compile: (schema: JsonSchema) => CompiledSchema) {
  try {
    return compile(schema);
  } catch (error) {
    if (!(error instanceof ContractFlaw)) throw error;
    const { message, allowed, fix } = error;
    const detail = { ...(allowed !== undefined && { allowed }), fix };
    throw new ContractFlaw('operation', `the response ${place} of ${file}: ${message}`, detail);
  }
}

function asFunctions(compiled: Compiled): Contract {
  if (compiled.kind === 'schema') return { kind: 'schema', validate: compiled.validate.validate };
  const responses = Object.entries(compiled.responses).map(([status, { headers, content }]) => {
    const types = Object.entries(content).map(([type, one]) => [type, one === null ? null : one.validate] as const);
    return [status, { headers, content: Object.fromEntries(types) }] as const;
  });
  return { kind: 'operation', responses: Object.fromEntries(responses) };
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = make();
  known.set(key, value);
  return value;
}
