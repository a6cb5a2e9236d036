import type { AssertionOn, ContractAssertion } from '../assertion.ts';
import { describeValue } from '../condition.ts';
import { type Contract, type ContractResponse, contractKey, type SchemaValidator } from '../contract.ts';
import type { Facts } from '../facts.ts';
import { cannotTell, type Judged, judged } from '../judged.ts';
import type { Answer, Parsed } from './answer.ts';
import { schemaMiss } from './schema-miss.ts';

/** Holds an answer against a schema, or against what an operation of an OpenAPI document answers. */
export function judgeContract(assertion: ContractAssertion, { facts, json, contracts }: Answer): Judged {
  const key = contractKey(assertion);
  const contract = Object.hasOwn(contracts, key) ? contracts[key] : undefined;
  if (contract === undefined) throw new TypeError(`${nameOf(assertion)} was not compiled with the definition`);
  if (contract.kind === 'schema') return judgeDocument('JSON that fits the schema', contract.validate, json());
  return judgeOperation(assertion as AssertionOn<'openapi'>, contract, facts, json);
}

function nameOf(assertion: ContractAssertion): string {
  return assertion.on === 'openapi' ? `${assertion.operation} of ${assertion.file}` : 'a JSON Schema';
}

function judgeDocument(expected: string, validate: SchemaValidator, parsed: Parsed): Judged {
  if ('problem' in parsed) return cannotTell(() => ({ what: 'body', expected, actual: parsed.problem }));
  const { document } = parsed;
  let fits: boolean;
  try {
    fits = validate(document);
  } catch (error) {
    // A document nested deeper than the stack goes: what came is at fault, not the schema.
    return cannotTell(() => ({ what: 'body', expected, actual: `what the schema fails on: ${String(error)}` }));
  }
  if (fits) return judged(true, () => ({ what: 'body', expected, actual: describeValue(document) }));
  // Kept at once: the validator's next call replaces them.
  const errors = validate.errors ?? [];
  return judged(false, () => schemaMiss(errors, document));
}

function judgeOperation(
  { operation }: AssertionOn<'openapi'>,
  { responses }: Extract<Contract, { kind: 'operation' }>,
  facts: Facts,
  json: () => Parsed,
): Judged {
  const { status = 0, headers = {} } = facts;
  const response = responseOf(responses, status);
  if (response === undefined) {
    const expected = `one that ${operation} documents: ${Object.keys(responses).join(', ')}`;
    return judged(false, () => ({ what: 'status', expected, actual: String(status), is: `status ${status}` }));
  }
  const missing = response.headers.find((name) => !Object.hasOwn(headers, name));
  if (missing !== undefined) {
    const expected = `present, as ${operation} documents`;
    return judged(false, () => ({ what: `header ${missing}`, expected, actual: 'missing' }));
  }
  const types = Object.keys(response.content);
  const fits = judged(true, () => ({ what: 'answer', expected: `what ${operation} documents`, actual: 'that' }));
  if (types.length === 0) return fits;
  const given = headers['content-type'];
  const type = typeOf(response, given);
  if (type === undefined) {
    const expected = `${types.join(' or ')}, as ${operation} documents`;
    return judged(false, () => ({ what: 'content-type', expected, actual: given ?? 'missing' }));
  }
  const validate = response.content[type];
  if (validate === null || validate === undefined || !isJson(given ?? '')) return fits;
  return judgeDocument(`JSON as ${operation} documents`, validate, json());
}

/** The status itself comes before its class, and that before the default. */
function responseOf(responses: Readonly<Record<string, ContractResponse>>, status: number) {
  return responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses.default;
}

/** The documented media type that a content type falls under, the narrowest first. */
function typeOf({ content }: ContractResponse, given = ''): string | undefined {
  const type = given.replace(/;.*$/s, '').trim().toLowerCase();
  const forms = [type, type.replace(/\/.*$/s, '/*'), '*/*'];
  return forms.find((form) => form !== '' && Object.hasOwn(content, form));
}

function isJson(contentType: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(contentType);
}
