import { SECRET_STORES } from '../../secret.ts';
import { type Draft, fieldsOf, listOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { list, nearest, show } from '../show.ts';

const NAMES = {
  ssm: {
    pattern: /^(?=.{1,1011}$)\/?[\w.-]+(?:\/[\w.-]+){0,14}$/,
    allowed: 'the name of a parameter: letters, digits, "_", "-", "." and "/", at most 1011, in at most 15 levels',
  },
  secretsmanager: {
    pattern: /^[\w/+=.@-]{1,512}$/,
    allowed: 'the name of a secret: letters, digits, "/", "_", "+", "=", ".", "@" and "-", at most 512',
  },
} as const;

/** Each secret has a name that its store takes; and expectations, which are judged without any, hold none. */
export function secrets(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap(({ at, fields }) => {
    const { expect, ...own } = fields;
    const misplaced = listOf(expect).flatMap((item, index) => secretsAt(item, [...at, 'expect', index]));
    return [...secretsAt(own, at).flatMap(findingsOf), ...misplaced.map(inExpectation)];
  });
}

type Found = { readonly at: Path; readonly fields: Readonly<Record<string, unknown>> };

/** `seen`: what is nested in itself is looked into once. */
function secretsAt(value: unknown, at: Path, seen = new Set<object>()): readonly Found[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return [];
  if (fieldsOf(value).kind === 'secret') return [{ at, fields: fieldsOf(value) }];
  seen.add(value);
  return Object.entries(value).flatMap(([key, item]) => {
    return secretsAt(item, [...at, Array.isArray(value) ? Number(key) : key], seen);
  });
}

function inExpectation({ at }: Found): Finding {
  return {
    at,
    message: 'an expectation cannot hold a secret',
    allowed: 'secrets in what is sent: the URL, its query, headers, body, authentication, TLS',
    fix: 'ask for something else of the answer, or compare it in a flow',
  };
}

function findingsOf({ at, fields }: Found): readonly Finding[] {
  const { kind: _, store = 'ssm', name, key, ...rest } = fields;
  const unknown = Object.keys(rest).map((extra) => unknownKey(extra, at));
  if (store !== 'ssm' && store !== 'secretsmanager') {
    const meant = typeof store === 'string' ? nearest(store, SECRET_STORES) : undefined;
    const fix = meant === undefined ? 'use one of them' : `did you mean ${show(meant)}?`;
    return [...unknown, { at: [...at, 'store'], message: 'no store of secrets', allowed: list(SECRET_STORES), fix }];
  }
  const { pattern, allowed } = NAMES[store];
  const isNamed = typeof name === 'string' && pattern.test(name) && !(store === 'ssm' && /^\/?(?:aws|ssm)/i.test(name));
  const isKeyed = key === undefined || (typeof key === 'string' && key !== '');
  return [
    ...unknown,
    // What stands there may be the value itself.
    ...(isNamed
      ? []
      : [
          {
            at: [...at, 'name'],
            message: 'not the name of a secret',
            got: sizeOf(name),
            allowed,
            fix: fixOf(name, store),
          },
        ]),
    ...(isKeyed
      ? []
      : [
          {
            at: [...at, 'key'],
            message: 'the key is not a text',
            allowed: 'the name of a member of a secret that is JSON',
            fix: "write it such as { key: 'password' }",
          },
        ]),
  ];
}

function sizeOf(name: unknown): string {
  return typeof name === 'string' ? `a text of ${name.length} characters` : show(name);
}

function fixOf(name: unknown, store: 'ssm' | 'secretsmanager'): string {
  const example = store === 'ssm' ? "secret('/shop/api-key')" : "secret('shop/api', { store: 'secretsmanager' })";
  if (typeof name === 'string' && name.startsWith('arn:')) return `write its name in the home region: ${example}`;
  if (typeof name === 'string' && store === 'ssm' && /^\/?(?:aws|ssm)/i.test(name)) {
    return 'rename the parameter: names that begin with aws or ssm are AWS’s own';
  }
  return `write the name, not the value: ${example}`;
}

function unknownKey(key: string, at: Path): Finding {
  const meant = nearest(key, ['store', 'key']);
  const fix = meant === undefined ? 'remove it' : `did you mean ${show(meant)}?`;
  return { at: [...at, key], message: `unknown key ${show(key)}`, allowed: 'store, key', fix };
}
