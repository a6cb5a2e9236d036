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
  const owners = [...draft.checks, ...draft.channels.filter(({ fields }) => fields.kind === 'webhook')];
  return owners.flatMap(({ at, fields }) => headersOf(fieldsOf(fields.headers), [...at, 'headers']));
}

function headersOf(given: Readonly<Record<string, unknown>>, at: Path): readonly Finding[] {
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
      ...valueFindings(value, path),
    ];
  });
}

function valueFindings(value: unknown, at: Path): readonly Finding[] {
  if (typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return [];
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
