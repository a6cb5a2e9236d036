import { firstDifference } from '../../same-json.ts';
import type { Draft } from '../draft.ts';
import { type Finding, formatPath, type Path } from '../problem.ts';

type Named = { readonly at: Path; readonly name: string };

/** Ids of checks, services and webhooks, and e-mail addresses, stand once. */
export function duplicateIds(draft: Draft): readonly Finding[] {
  const ids = (items: readonly { readonly at: Path; readonly id?: string }[]): readonly Named[] =>
    items.flatMap(({ at, id }) => (id === undefined ? [] : [{ at: [...at, 'id'], name: id }]));
  const channels = (kind: string, key: string): readonly Named[] =>
    draft.channels.flatMap(({ at, fields }) => {
      const name = fields[key];
      return fields.kind === kind && typeof name === 'string' ? [{ at: [...at, key], name }] : [];
    });
  return [
    ...duplicates(ids(draft.services), 'the id of a service', 'rename one of them'),
    ...duplicates(ids(draft.checks), 'the id of a check', 'rename one of them'),
    ...duplicates(channels('webhook', 'id'), 'the id of a webhook', 'rename one of them'),
    ...duplicates(channels('email', 'address'), 'an e-mail address', 'remove one of them'),
  ];
}

/** `sns` is the name of the lane to the monitor's own topics. */
export function reservedIds(draft: Draft): readonly Finding[] {
  return draft.channels
    .filter(({ fields }) => fields.kind === 'webhook' && fields.id === 'sns')
    .map(({ at }) => ({ at: [...at, 'id'], message: 'the id "sns" is taken by the e-mail channel', fix: 'rename it' }));
}

/** The texts of a list, each with its path. */
export function namesIn(list: readonly unknown[], at: Path): readonly Named[] {
  return list.flatMap((name, index) => (typeof name === 'string' ? [{ at: [...at, index], name }] : []));
}

/** Each name that stood before. */
export function duplicates(items: readonly Named[], what: string, fix: string): readonly Finding[] {
  const first = new Map<string, Path>();
  return items.flatMap(({ at, name }) => {
    const before = first.get(name);
    if (before === undefined) first.set(name, at);
    return before === undefined ? [] : [{ at, message: `${what} stands twice: first at ${formatPath(before)}`, fix }];
  });
}

/** Each item that says the same as one before it: it says nothing, or was meant to be another. */
export function repeated(items: readonly unknown[], at: Path, what: string): readonly Finding[] {
  return items.flatMap((item, i) => {
    const first = items.findIndex((other) => firstDifference(item, other) === undefined);
    if (first === i) return [];
    const message = `${what} stands twice: first at ${formatPath([...at, first])}`;
    return [{ at: [...at, i], message, fix: 'remove one of them' }];
  });
}
