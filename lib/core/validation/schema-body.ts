import { z } from 'zod';
import { isBody } from '../body.ts';
import { isText } from '../secret.ts';
import { chosen, type Flaw, leaf, oneOf, record, strict, string } from './schema-parts.ts';

const JSON_FLAW = {
  allowed: 'a text, what JSON can hold, or what form, multipart or binary makes',
  fix: 'use a text, or plain objects, lists, texts and numbers',
};

const json = leaf((value): Flaw | undefined => {
  const maker = makerOf(value);
  if (maker !== undefined) return { message: 'the body is no JSON', ...JSON_FLAW, fix: `write it as ${maker.as}` };
  try {
    if (JSON.stringify(value) === undefined) return { message: 'the body cannot be sent', ...JSON_FLAW };
    const lost = lostIn(value, '');
    return lost === undefined ? undefined : { message: `the body holds what JSON cannot: ${lost}`, ...JSON_FLAW };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { message: `the body cannot be written as JSON: ${why}`, ...JSON_FLAW };
  }
});

/** What JSON makes something else of than who wrote it meant. */
const MAKERS = [
  { of: Uint8Array, as: 'binary(bytes)' },
  { of: ArrayBuffer, as: 'binary(new Uint8Array(bytes))' },
  { of: URLSearchParams, as: 'form({ … })' },
  { of: Map, as: 'a plain object' },
  { of: Set, as: 'a list' },
] as const;

function makerOf(value: unknown): (typeof MAKERS)[number] | undefined {
  return MAKERS.find(({ of }) => value instanceof of);
}

/** The first part of a value that JSON leaves out, or writes as `null` or `{}`. What is undefined is left out on purpose. */
function lostIn(value: unknown, at: string): string | undefined {
  const maker = makerOf(value);
  if (maker !== undefined) return `a ${maker.of.name} at ${at}`;
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value} at ${at}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return at === '' ? String(value) : `${value} at ${at}`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const lost = lostIn(part, at === '' ? key : `${at}.${key}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

const bytes = leaf((value): Flaw | undefined => {
  const isBase64 = typeof value !== 'string' || /^[A-Za-z0-9+/_-]*={0,2}$/.test(value);
  if (value instanceof Uint8Array || (isText(value) && isBase64)) return undefined;
  const flaw = { allowed: 'a Uint8Array, or a text in base64', fix: 'use one of them' };
  return { message: 'these are no bytes', got: typeof value === 'string' ? 'a text' : typeof value, ...flaw };
});

const filePart = strict(
  {
    filename: string('filename'),
    content: leaf((value) =>
      value instanceof Uint8Array || isText(value)
        ? undefined
        : { message: 'the file has no content', allowed: 'a text or a Uint8Array', fix: 'use one of them' },
    ),
    type: string('type').optional(),
  },
  "{ filename: 'a.png', content: bytes }",
);

const query = leaf((value): Flaw | undefined =>
  isText(value) && value !== ''
    ? undefined
    : { message: 'the query is not GraphQL', allowed: 'a text', fix: "write it such as query: '{ products { id } }'" },
);

const made = { kind: z.literal('body'), as: z.unknown() };

const schemas = (fieldValue: z.ZodType) => ({
  json: z.unknown(),
  form: strict({ ...made, fields: record(fieldValue, 'an object of texts') }, "form({ name: 'value' })", ['as']),
  multipart: strict(
    {
      ...made,
      parts: record(
        chosen((value) => (isFile(value) ? filePart : fieldValue)),
        'an object of texts and files',
      ),
    },
    "multipart({ name: 'value' })",
    ['as'],
  ),
  binary: strict({ ...made, bytes }, 'binary(bytes)', ['as']),
  graphql: strict(
    {
      ...made,
      query,
      variables: record(json, 'an object of what JSON can hold').optional(),
      operation: string('operation').optional(),
      errors: oneOf('errors', ['fail', 'allow']).optional(),
    },
    "graphql('id', { url: 'https://…', query: '{ … }' })",
    ['as'],
  ),
});

/** What a request carries. */
export function requestBody(fieldValue: z.ZodType): z.ZodType {
  const known = schemas(fieldValue);
  return chosen((value) => (isText(value) ? undefined : isBody(value) ? known[value.as] : json));
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isText(value);
}
