import { z } from 'zod';
import { METHODS } from '../http-request.ts';
import { isText } from '../secret.ts';
import { auth } from './schema-auth.ts';
import { requestBody } from './schema-body.ts';
import { type Flaw, leaf, oneOf, record } from './schema-parts.ts';
import { ipVersion, secretText, tlsOptions } from './schema-target.ts';

const anything = z.unknown();

/** One value of a field or of a parameter, or a list of them. */
export const fieldValue = (what: string) =>
  leaf((value): Flaw | undefined => {
    const isValue = (one: unknown) => isText(one) || typeof one === 'boolean' || Number.isFinite(one);
    if (Array.isArray(value) ? value.every(isValue) : isValue(value)) return undefined;
    const allowed = 'a text, a secret, a number, true or false, or a list of them';
    return { message: `not a value for ${what}`, allowed, fix: 'use such a value' };
  });

/** What is sent to an HTTP target and how it gets there. Its URL and its headers have rules of their own. */
export const requestShape = {
  url: anything,
  method: oneOf('method', METHODS).optional(),
  headers: record(anything, "an object of texts: { accept: 'application/json' }").optional(),
  query: record(fieldValue('a query'), 'an object of texts, numbers, true and false').optional(),
  body: requestBody(fieldValue('a form')).optional(),
  auth: auth.optional(),
  proxy: secretText('proxy').optional(),
  tls: tlsOptions.optional(),
  ip: ipVersion.optional(),
};
