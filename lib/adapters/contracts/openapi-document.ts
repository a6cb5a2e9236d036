import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { ContractFlaw } from './blueprint.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An OpenAPI document. `isOld`: version 3.0, whose schemas are a dialect of their own. */
export type OpenapiDocument = { readonly root: Fields; readonly isOld: boolean };

/** Reads a document from the project's folder: YAML or JSON, version 3.0 or 3.1. Throws a ContractFlaw. */
export function readOpenapi(folder: string, file: string): OpenapiDocument {
  const path = resolve(folder, file);
  if (!existsSync(path)) {
    throw new ContractFlaw('file', `there is no file ${path}`, { fix: `name it from ${resolve(folder)}` });
  }
  const root = fieldsOf(parse(path));
  const { openapi } = root;
  if (typeof openapi === 'string' && /^3\.[01]\./.test(openapi)) return { root, isOld: openapi.startsWith('3.0') };
  const found = root.swagger === undefined ? `openapi ${JSON.stringify(openapi)}` : `swagger ${root.swagger}`;
  throw new ContractFlaw('file', `this is no OpenAPI document of version 3.0 or 3.1: it says ${found}`, {
    allowed: 'openapi: 3.0.x or 3.1.x',
    fix: 'convert the document, or name another',
  });
}

/** What a value refers to, or the value itself where it is no reference. Throws a ContractFlaw. */
export function follow({ root }: OpenapiDocument, value: unknown): Fields {
  let at = fieldsOf(value);
  for (let steps = 0; typeof at.$ref === 'string'; steps += 1) {
    if (steps > 50) throw refFlaw(at.$ref, 'leads back to itself');
    at = fieldsOf(pointed(root, at.$ref));
  }
  return at;
}

/** The value that a reference within the document points to. Throws a ContractFlaw. */
export function pointed(root: Fields, ref: string): unknown {
  if (!ref.startsWith('#')) throw refFlaw(ref, 'leads out of the document');
  let value: unknown = root;
  for (const key of decode(ref).split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    const owner = Array.isArray(value) ? (value as unknown as Fields) : fieldsOf(value);
    if (!Object.hasOwn(owner, name)) throw refFlaw(ref, 'leads nowhere');
    value = owner[name];
  }
  if (ref !== '#' && !ref.startsWith('#/')) throw refFlaw(ref, 'names an anchor, which is not followed');
  return value;
}

/** The object that a value is, or one without keys. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function parse(path: string): unknown {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'));
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ContractFlaw('file', `${path} does not parse: ${why}`, {
      allowed: 'YAML or JSON',
      fix: 'mend the document',
    });
  }
}

function decode(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}

function refFlaw(ref: string, why: string): ContractFlaw {
  return new ContractFlaw('file', `the $ref "${ref}" of the document ${why}`, {
    allowed: 'references within the document, such as #/components/schemas/Item',
    fix: 'mend it, or bundle the files into one document',
  });
}
