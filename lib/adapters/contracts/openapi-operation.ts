import { list, nearest, show } from '../../core/validation/show.ts';
import { type Blueprint, ContractFlaw, type ResponseBlueprint } from './blueprint.ts';
import { type Fields, fieldsOf, follow, type OpenapiDocument } from './openapi-document.ts';
import { standAlone } from './openapi-schema.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Operations that a problem lists. */
const LISTED = 10;

/** An operation under its names: its id, where it has one, and its method and path. */
type Operation = { readonly names: readonly string[]; readonly fields: Fields; readonly method: string };

/** What an operation of a document answers. `wanted`: its id, or its method and path. Throws a ContractFlaw. */
export function operationOf(document: OpenapiDocument, wanted: string): Blueprint {
  const operations = operationsOf(document);
  const name = wanted
    .trim()
    .replace(/^[a-z]+(?= +\/)/i, (method) => method.toUpperCase())
    .replace(/ +(?=\/)/, ' ');
  const found = operations.find(({ names }) => names.includes(name));
  if (found === undefined) throw unknownOperation(wanted, operations);
  const responses = Object.entries(fieldsOf(found.fields.responses)).flatMap(([status, response]) =>
    isStatus(status) ? [[keyOf(status), responseOf(document, response, found.method)] as const] : [],
  );
  if (responses.length > 0) return { kind: 'operation', responses: Object.fromEntries(responses) };
  throw new ContractFlaw('operation', 'the operation documents no response', {
    allowed: 'an operation with responses',
    fix: 'add its responses to the document',
  });
}

function operationsOf(document: OpenapiDocument): readonly Operation[] {
  return Object.entries(fieldsOf(document.root.paths)).flatMap(([path, item]) => {
    const methods = follow(document, item);
    return METHODS.filter((method) => Object.hasOwn(methods, method)).map((method): Operation => {
      const fields = fieldsOf(methods[method]);
      const { operationId } = fields;
      const place = `${method.toUpperCase()} ${path}`;
      return { names: typeof operationId === 'string' ? [operationId, place] : [place], fields, method };
    });
  });
}

function unknownOperation(wanted: string, operations: readonly Operation[]): ContractFlaw {
  const names = operations.map(({ names }) => names[0] ?? '');
  const meant = nearest(
    wanted,
    operations.flatMap((operation) => operation.names),
  );
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return new ContractFlaw('operation', `the document has no operation ${show(wanted)}`, {
    allowed: `${list(names.slice(0, LISTED))}${more}`,
    fix:
      meant === undefined
        ? 'name an operationId, or a method and a path of the document'
        : `did you mean ${show(meant)}?`,
  });
}

function isStatus(key: string): boolean {
  return /^([1-5]\d\d|[1-5]xx|default)$/i.test(key);
}

/** `2XX` in capitals, `default` in small letters. */
function keyOf(status: string): string {
  return /^default$/i.test(status) ? 'default' : status.toUpperCase();
}

function responseOf(document: OpenapiDocument, response: unknown, method: string): ResponseBlueprint {
  const { headers, content } = follow(document, response);
  const required = Object.entries(fieldsOf(headers)).filter(([name, header]) => {
    // The content type has its own place in a document.
    return name.toLowerCase() !== 'content-type' && follow(document, header).required === true;
  });
  const types = Object.entries(fieldsOf(content)).map(([type, media]) => {
    const name = type.replace(/;.*$/s, '').trim().toLowerCase();
    const { schema } = fieldsOf(media);
    // What is documented for HEAD is the body that it does not send.
    const isHeld = schema !== undefined && mayBeJson(name) && method !== 'head';
    return [name, isHeld ? standAlone(document, schema) : null] as const;
  });
  return { headers: required.map(([name]) => name.toLowerCase()), content: Object.fromEntries(types) };
}

function mayBeJson(type: string): boolean {
  return /[/+]json$/.test(type) || type.endsWith('/*');
}
