import { randomBytes } from 'node:crypto';
import type { Body, Fields } from '../../core/body.ts';
import type { Resolved } from '../../core/secret.ts';

/** A body as it is sent. `type`: its content type, where the body has one of its own. */
export type Payload = { readonly bytes: Buffer; readonly type?: string };

/** The bytes of a body whose secrets are read. */
export function encodeBody(body: Resolved<string | Body>): Payload {
  if (typeof body === 'string') return { bytes: Buffer.from(body) };
  switch (body.as) {
    case 'json':
      return json(body.value);
    case 'graphql': {
      const { query, variables, operation } = body;
      return json({ query, variables, operationName: operation });
    }
    case 'form':
      return { bytes: Buffer.from(encodeFields(body.fields)), type: 'application/x-www-form-urlencoded' };
    case 'binary':
      return { bytes: bytesOf(body.bytes, 'base64'), type: 'application/octet-stream' };
    case 'multipart':
      return multipart(body.parts);
    default:
      return body satisfies never;
  }
}

/** `a=1&b=%20`: each name with its value, or with each of its values. */
export function encodeFields(fields: Resolved<Fields>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as const))
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
}

function json(value: unknown): Payload {
  return { bytes: Buffer.from(JSON.stringify(value) ?? ''), type: 'application/json' };
}

type Parts = Extract<Resolved<Body>, { as: 'multipart' }>['parts'];

/** As RFC 7578 has it. */
function multipart(parts: Parts): Payload {
  const boundary = `killdeer-${randomBytes(12).toString('hex')}`;
  const encoded = Object.entries(parts).flatMap(([name, part]) => {
    const file = typeof part === 'object' ? part : undefined;
    const { filename, type = 'application/octet-stream' } = file ?? {};
    const disposition = `content-disposition: form-data; name="${quote(name)}"`;
    const head = file === undefined ? '' : `; filename="${quote(filename ?? '')}"\r\ncontent-type: ${type}`;
    const content = file === undefined ? Buffer.from(String(part)) : bytesOf(file.content, 'utf8');
    return [Buffer.from(`--${boundary}\r\n${disposition}${head}\r\n\r\n`), content, Buffer.from('\r\n')];
  });
  const bytes = Buffer.concat([...encoded, Buffer.from(`--${boundary}--\r\n`)]);
  return { bytes, type: `multipart/form-data; boundary=${boundary}` };
}

function bytesOf(content: string | Uint8Array, encoding: BufferEncoding): Buffer {
  return typeof content === 'string' ? Buffer.from(content, encoding) : Buffer.from(content);
}

/** What would end the name is escaped as browsers do. */
function quote(name: string): string {
  return name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}
