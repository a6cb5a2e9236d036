import { parseNameServer } from '../../kinds/dns.ts';
import type { Draft, DraftCheck } from '../draft.ts';
import type { Finding } from '../problem.ts';
import { show } from '../show.ts';
import { unreachable } from './reach.ts';

/** Checks ask only name servers and registries that a region of theirs may reach, and name one where they need it. */
export function nameServers(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap((check) => [...serverOf(check, draft), ...transportOf(check)]);
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
