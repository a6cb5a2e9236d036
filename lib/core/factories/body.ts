import type { Body, Fields, FieldValue, FilePart } from '../body.ts';
import type { Text } from '../secret.ts';

type BodyOf<As extends Body['as']> = Extract<Body, { as: As }>;

/** A body as an HTML form sends it: `form({ user: 'probe', password: secret('/shop/password') })`. */
export function form(fields: Fields): BodyOf<'form'> {
  return { kind: 'body', as: 'form', fields };
}

/** A form with files: `multipart({ title: 'x', photo: { filename: 'x.png', content: bytes, type: 'image/png' } })`. */
export function multipart(parts: Readonly<Record<string, FieldValue | FilePart>>): BodyOf<'multipart'> {
  return { kind: 'body', as: 'multipart', parts };
}

/** A body of bytes, as they are or in base64. Sent as `application/octet-stream` unless a header says otherwise. */
export function binary(bytes: Text | Uint8Array): BodyOf<'binary'> {
  return { kind: 'body', as: 'binary', bytes };
}
