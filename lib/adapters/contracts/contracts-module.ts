import type { CompiledSchema } from './compile-schema.ts';

/** A contract whose schemas are compiled. */
export type Compiled =
  | { readonly kind: 'schema'; readonly validate: CompiledSchema }
  | { readonly kind: 'operation'; readonly responses: Readonly<Record<string, CompiledResponse>> };

type CompiledResponse = {
  readonly headers: readonly string[];
  readonly content: Readonly<Record<string, CompiledSchema | null>>;
};

/** One file of a generated module. */
export type ModuleFile = { readonly name: string; readonly text: string };

/**
 * The source of a module that exports `contracts`: a file for each schema, and one that joins them, which comes first. The
 * same contracts give the same text.
 */
export function moduleOf(compiled: ReadonlyMap<string, Compiled>): readonly ModuleFile[] {
  const names = new Map<CompiledSchema, string>();
  const nameOf = (schema: CompiledSchema): string => {
    const name = names.get(schema) ?? `schema${names.size}`;
    names.set(schema, name);
    return name;
  };
  const entries = [...compiled].map(([key, one]) => `  ${JSON.stringify(key)}: ${textOf(one, nameOf)},\n`);
  const imports = [...names.values()].map((name) => `import ${name} from './${name}.cjs';\n`);
  const index = `${imports.join('')}export const contracts = {\n${entries.join('')}};\n`;
  const files = [...names].map(([schema, name]) => ({ name: `${name}.cjs`, text: schema.source() }));
  return [{ name: 'contracts.mjs', text: index }, ...files];
}

function textOf(compiled: Compiled, nameOf: (schema: CompiledSchema) => string): string {
  if (compiled.kind === 'schema') return `{ kind: 'schema', validate: ${nameOf(compiled.validate)} }`;
  const responses = Object.entries(compiled.responses).map(([status, { headers, content }]) => {
    const types = Object.entries(content).map(
      ([type, schema]) => `${JSON.stringify(type)}: ${schema === null ? 'null' : nameOf(schema)}`,
    );
    return `${JSON.stringify(status)}: { headers: ${JSON.stringify(headers)}, content: { ${types.join(', ')} } }`;
  });
  return `{ kind: 'operation', responses: { ${responses.join(', ')} } }`;
}
