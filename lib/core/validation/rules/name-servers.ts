import { RCODES } from '../../dns-text.ts';
import { parseNameServer } from '../../kinds/dns.ts';
import { assertionsIn } from '../assertions-in.ts';
import { type Draft, type DraftCheck, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { unreachable } from './reach.ts';

/** Checks ask only name servers and registries that a region of theirs may reach, and expect what these can say. */
export function nameServers(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => [...serverOf(check, draft), ...transportOf(check), ...rcodesOf(check)]);
}

function serverOf(check: DraftCheck, draft: Draft): readonly Finding[] {
  const { kind, server } = check.fields;
  if (typeof server !== 'string') return [];
  const host = hostOf(kind, server);
  return host === undefined ? [] : unreachable(host, { check, at: [...check.at, 'server'], got: show(server) }, draft);
}

function hostOf(kind: unknown, server: string): string | undefined {
  if (kind === 'dns') return parseNameServer(server, 'udp')?.host;
  return kind === 'domain' ? URL.parse(server)?.hostname : undefined;
}

function transportOf({ at, fields: { kind, over, server, tls } }: DraftCheck): readonly Finding[] {
  if (kind !== 'dns') return [];
  if (over === 'tls' && server === undefined) {
    const fix = "add server, such as 'dns.example', or leave over out";
    return [{ at: [...at, 'server'], message: 'DNS over TLS needs a server', allowed: 'a host or address', fix }];
  }
  if (over === 'tls' || tls === undefined) return [];
  return [{ at: [...at, 'tls'], message: 'tls is for over: tls alone', fix: "say over: 'tls', or remove tls" }];
}

/** A response code that no server ever says makes a check that always fails. */
function rcodesOf(check: DraftCheck): readonly Finding[] {
  const known: readonly unknown[] = RCODES;
  return assertionsIn(check).flatMap(({ at, fields: { on, name, condition } }) => {
    const { is, value } = fieldsOf(condition);
    if (on !== 'fact' || name !== 'dns.rcode' || is !== 'oneOf' || !Array.isArray(value)) return [];
    const unknown = value.filter((one) => !known.includes(one));
    if (unknown.length === 0) return [];
    const meant = typeof unknown[0] === 'string' ? nearest(unknown[0], RCODES) : undefined;
    const fix = meant === undefined ? 'use one of them' : `did you mean ${show(meant)}?`;
    const path = [...at, 'condition', 'value'];
    return [{ at: path, message: 'not a response code', got: list(unknown.map(show)), allowed: list(RCODES), fix }];
  });
}
