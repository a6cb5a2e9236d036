import type { z } from 'zod';
import type { Finding, Path } from './problem.ts';
import { commonShape } from './schema-common.ts';
import type { Flaw } from './schema-parts.ts';
import { described, list, nearest, show } from './show.ts';

/** Where a factory keeps the `kind` that its options name, and that is not its own. */
export const GIVEN_KIND = 'givenKind';

/** Said where a factory was given something else than an object of options. */
export const WRONG_OPTIONS = 'the options are not an object';

/** Said of an object that another factory made, or none. What else is wrong in it says nothing more. */
export const NOT_MADE = 'is not what a factory makes';

type Issue = z.core.$ZodIssue;

/** What zod says of a definition's shape, as findings for a person. The schemas put the allowed forms into zod's messages. */
export function translateIssues(issues: readonly Issue[], definition: unknown): readonly Finding[] {
  return issues.flatMap((issue) => translate(issue, definition));
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function translate(issue: Issue, definition: unknown): readonly Finding[] {
  const at = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...at, key], valueAt(definition, at), issue.message));
  }
  if (issue.code === 'invalid_union') return [unknownKind(at, definition, issue.message)];
  const name = nameOf(at);
  const flaw = issue.code === 'custom' ? (issue.params as Flaw) : undefined;
  if (at.at(-1) === 'kind' && flaw === undefined) return [notMade(at.slice(0, -1), issue.message)];
  if (valueAt(definition, at) === undefined) {
    return [{ at, message: `${name} is missing`, allowed: flaw?.allowed ?? issue.message, fix: `add ${name}` }];
  }
  if (flaw !== undefined) return [{ at, ...flaw }];
  return [{ at, message: `${name} has the wrong form`, allowed: issue.message, fix: `write it as ${issue.message}` }];
}

function notMade(at: Path, form: string): Finding {
  return { at, message: `${nameOf(at)} ${NOT_MADE}`, allowed: form, fix: `make it with ${form}` };
}

/** `options`: what `carry` keeps of options that are no object. */
function unknownKey(at: Path, owner: unknown, known: string): Finding {
  const key = String(at.at(-1));
  const value = valueAt(owner, [key]);
  if (key === 'options' && (typeof value !== 'object' || Array.isArray(value) || value === null)) {
    return {
      at,
      message: WRONG_OPTIONS,
      allowed: `an object of ${known}`,
      fix: 'write them as { … }',
    };
  }
  if (key === GIVEN_KIND) return kindGiven(at.slice(0, -1), value, known);
  const names = known.split(', ');
  const meant = nearest(key, names);
  // What every check may say stands on a check, and not on the monitor.
  const misplaced = at.length === 1 && Object.hasOwn(commonShape, key) ? 'write it on each check' : 'remove it';
  const fix = meant === undefined ? misplaced : `did you mean ${show(meant)}?`;
  const got = at.includes('auth') || at.includes('tls') ? { got: described(value) } : {};
  return { at, message: `unknown key ${show(key)}`, ...got, allowed: list(names), fix };
}

function kindGiven(owner: Path, value: unknown, known: string): Finding {
  const fix =
    value === 'upstream' ? "remove it, and write dependsOn: [upstream('id')] where it is needed" : 'remove it';
  return {
    at: [...owner, 'kind'],
    message: 'kind is no option: the factory says it',
    got: show(value),
    allowed: known,
    fix,
  };
}

/** No kind, or one that does not exist; or an assertion that lacks its last call. */
function unknownKind(at: Path, definition: unknown, allowed: string): Finding {
  const [discriminator, owner] = [at.at(-1), at.slice(0, -1)];
  const value = valueAt(definition, owner);
  const methods = typeof value === 'object' && value !== null ? unfinished(value) : [];
  if (methods.length > 0) {
    const calls = list(methods.map((name) => `.${name}(…)`));
    return {
      at: owner,
      message: `${nameOf(owner)} is not finished`,
      got: 'an assertion without its condition',
      allowed: calls,
      fix: `add one of ${calls}`,
    };
  }
  const kind = valueAt(definition, at);
  const message =
    kind === undefined ? `${nameOf(owner)} ${NOT_MADE}` : `unknown ${String(discriminator)} ${show(kind)}`;
  return { at: kind === undefined ? owner : at, message, allowed, fix: `make it with ${allowed}` };
}

function unfinished(value: object): readonly string[] {
  return Object.entries(value).flatMap(([name, part]) => (typeof part === 'function' ? [name] : []));
}

function nameOf(path: Path): string {
  const key = path.at(-1);
  const list = path.at(-2);
  if (list === 'switches') return 'the switch';
  const singular = { checks: 'the check', services: 'the service', notify: 'the channel', expect: 'the assertion' };
  if (key === 'of' || list === 'of') return 'the assertion';
  if (key === 'holds') return 'the function';
  if (typeof key !== 'number') return String(key ?? 'the definition');
  return singular[list as keyof typeof singular] ?? `item ${key}`;
}
