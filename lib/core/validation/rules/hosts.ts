import type { Draft } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { show } from '../show.ts';
import { unreachable } from './reach.ts';

/** The kinds whose target is their `host`. */
const BY_HOST: readonly unknown[] = ['grpc', 'tcp', 'udp', 'tls'];

/** Checks connect only to what a region of theirs may reach. */
export function hosts(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => {
    const { kind, host } = check.fields;
    if (!BY_HOST.includes(kind) || typeof host !== 'string') return [];
    return unreachable(host, { check, at: [...check.at, 'host'], got: show(host) }, draft);
  });
}
