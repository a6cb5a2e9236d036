import { describeList, describeValue } from '../condition.ts';
import type { SchemaMiss } from '../contract.ts';
import type { Told } from '../judged.ts';
import { showPath } from '../same-json.ts';

/** What a document has against a schema, of which the first miss is told and the others are counted. */
export function schemaMiss(errors: readonly SchemaMiss[], document: unknown): Told {
  const [first, ...others] = distinct(errors);
  if (first === undefined) return { what: '$', expected: 'what the schema allows', actual: describeValue(document) };
  const { path, expected } = explain(first);
  const actual = describeValue(valueAt(document, path));
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'miss' : 'misses'}`;
  return {
    what: `$${showPath(path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)))}`,
    expected,
    actual,
    note: ` (schema${more})`,
  };
}

/** A miss where it is, in words. `path`: keys from the document's root. */
function explain({ instancePath, keyword, params, message }: SchemaMiss): {
  readonly path: readonly string[];
  readonly expected: string;
} {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { missingProperty, additionalProperty, unevaluatedProperty, propertyName } = params;
  const extra = additionalProperty ?? unevaluatedProperty;
  if (typeof missingProperty === 'string') return { path: [...path, missingProperty], expected: 'present' };
  if (typeof extra === 'string') return { path: [...path, extra], expected: 'absent: the schema has no such property' };
  if (keyword === 'type') return { path, expected: [params.type].flat().join(' or ') };
  if (keyword === 'enum') return { path, expected: describeList('one of', [params.allowedValues].flat()) };
  if (keyword === 'const') return { path, expected: describeValue(params.allowedValue) };
  if (keyword === 'pattern') return { path, expected: `matching /${String(params.pattern)}/` };
  if (keyword === 'format') return { path, expected: `a text of format ${String(params.format)}` };
  if (keyword === 'anyOf' || keyword === 'oneOf') {
    const both = Array.isArray(params.passingSchemas) ? 'only one' : 'one';
    return { path, expected: `${both} of the forms that the schema allows (${keyword})` };
  }
  if (keyword === 'uniqueItems') return { path, expected: `different items: ${params.j} and ${params.i} are the same` };
  if (keyword === 'propertyNames')
    return { path, expected: `without the property name ${describeValue(propertyName)}` };
  if (keyword === 'false schema') return { path, expected: 'absent: the schema allows nothing here' };
  return { path, expected: (message ?? keyword).replace(/^must (NOT )?(be |have )?/, (_, not) => (not ? 'not ' : '')) };
}

/**
 * The misses that a person counts: of a choice (`anyOf`, `oneOf`), whose branches each say what they miss, the deepest,
 * which is of the branch that was meant, or the choice itself.
 */
function distinct(errors: readonly SchemaMiss[]): readonly SchemaMiss[] {
  const kept: SchemaMiss[] = [];
  for (const error of errors) {
    if (error.keyword === 'if' && kept.length > 0) continue;
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      kept.push(error);
      continue;
    }
    const branches: SchemaMiss[] = [];
    while (kept.length > 0 && isWithin(kept.at(-1)?.instancePath, error.instancePath)) {
      branches.unshift(kept.pop() as SchemaMiss);
    }
    kept.push(meant(branches, error));
  }
  return kept;
}

/** The miss of the branch that was meant. Where they differ by the value that says which is which, all those values. */
function meant(branches: readonly SchemaMiss[], choice: SchemaMiss): SchemaMiss {
  const depth = Math.max(...branches.map(depthOf));
  const deepest = branches.filter((branch) => depthOf(branch) === depth);
  const [first] = deepest;
  if (first === undefined || depth <= depthOf(choice)) {
    // A value of the right type for one branch alone was meant for that one.
    const [one, ...others] = branches.filter(({ keyword }) => keyword !== 'type');
    return one === undefined || others.length > 0 ? choice : one;
  }
  const allowed = deepest.filter(({ keyword }) => keyword === 'enum' || keyword === 'const');
  const [one, ...others] = allowed;
  if (one === undefined || !others.some(({ instancePath }) => instancePath === one.instancePath)) return first;
  const values = allowed.flatMap(({ params }) => [params.allowedValues ?? params.allowedValue].flat());
  return { ...one, keyword: 'enum', params: { allowedValues: values } };
}

/** How deep what is missed lies: a member that is missing or too much lies within the value that is told. */
function depthOf({ instancePath, params }: SchemaMiss): number {
  const member = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return instancePath.split('/').length + (member === undefined ? 0 : 1);
}

function isWithin(path: string | undefined, owner: string): boolean {
  return path === owner || path?.startsWith(`${owner}/`) === true;
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
