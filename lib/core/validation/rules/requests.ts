import { isText } from '../../secret.ts';
import { type Draft, fieldsOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { headerName } from '../schema-assertion.ts';
import { show } from '../show.ts';

/** A request without a body must not have one. */
export function bodies(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap(({ at, fields }) => {
    const method = fields.method ?? 'GET';
    if (fields.body === undefined || (method !== 'GET' && method !== 'HEAD')) return [];
    const fix = "write method: 'POST', or remove the body";
    return [
      {
        at: [...at, 'body'],
        message: `a ${method} request has no body`,
        allowed: 'a body with POST, PUT, PATCH, DELETE, OPTIONS',
        fix,
      },
    ];
  });
}

/** Headers that can be sent, each once. Values are never shown: they may be secret. */
export function headers(draft: Draft): readonly Finding[] {
  const hooks = draft.channels.filter(({ fields }) => fields.kind === 'webhook');
  return [
    ...draft.checks.flatMap(({ at, fields }) => headersOf(fieldsOf(fields.headers), [...at, 'headers'], literals)),
    ...hooks.flatMap(({ at, fields }) => headersOf(fieldsOf(fields.headers), [...at, 'headers'], alone)),
  ];
}

/** Headers that say how a body is sent, which is known only then: another value makes a server wait for what never comes. */
const FRAMING = ['content-length', 'transfer-encoding', 'trailer'];

/** A header that the check's `auth`, its kind of body, or every request sets itself. */
export function ownHeaders(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap(({ at, fields }) => {
    const { kind, header } = fieldsOf(fields.auth);
    const set = new Map<string, string>(FRAMING.map((name) => [name, 'the request']));
    if (kind === 'apiKey' && typeof header === 'string') set.set(header.toLowerCase(), 'auth');
    else if (kind !== undefined && kind !== 'apiKey') set.set('authorization', 'auth');
    if (fieldsOf(fields.body).as === 'multipart') set.set('content-type', 'a multipart body');
    return Object.keys(fieldsOf(fields.headers)).flatMap((name) => {
      const by = set.get(name.toLowerCase());
      if (by === undefined) return [];
      const message = `${by} sets the header itself`;
      return [{ at: [...at, 'headers', name], message, got: show(name), fix: 'remove the header' }];
    });
  });
}

/** What stands in a text of a check without any secret being read, or undefined where it is no text. */
function literals(value: unknown): readonly string[] | undefined {
  if (!isText(value)) return undefined;
  if (typeof value === 'string') return [value];
  return value.kind === 'template' ? value.parts.filter((part) => typeof part === 'string') : [];
}

function alone(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : undefined;
}

type Read = (value: unknown) => readonly string[] | undefined;

function headersOf(given: Readonly<Record<string, unknown>>, at: Path, read: Read): readonly Finding[] {
  const seen = new Map<string, string>();
  return Object.entries(given).flatMap(([name, value]) => {
    const path = [...at, name];
    const before = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    const flaw = headerName(name);
    return [
      ...(flaw === undefined ? [] : [{ at: path, ...flaw, got: show(name) }]),
      ...(before === undefined
        ? []
        : [
            {
              at: path,
              message: `the header stands twice: also as ${before}`,
              got: show(name),
              fix: 'remove one of them',
            },
          ]),
      ...valueFindings(value, path, read),
    ];
  });
}

function valueFindings(value: unknown, at: Path, read: Read): readonly Finding[] {
  if (read(value)?.every((part) => /^[\t\x20-\x7e\x80-\xff]*$/.test(part)) === true) return [];
  const got = typeof value === 'string' ? `a text of ${value.length} characters` : show(value);
  const allowed = 'a text of printable Latin characters in one line';
  return [
    {
      at,
      message: 'the value of the header cannot be sent',
      got,
      allowed,
      fix: 'remove line breaks and other characters, or encode it',
    },
  ];
}
