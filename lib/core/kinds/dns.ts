import ipaddr from 'ipaddr.js';
import { literalAddress } from '../address.ts';
import type { Assertion, Condition, Json } from '../assertion.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { asciiName, canonicalRecord, type DnsType } from '../dns-text.ts';
import { rcode } from '../factories/dns-facts.ts';
import { listFact } from '../factories/facts.ts';
import { namesFact } from '../facts-asked.ts';
import { hostPort, type IpVersion } from '../network.ts';
import type { TlsOptions } from '../tls-options.ts';

export const DNS_TRANSPORTS = ['udp', 'tcp', 'tls'] as const;

export type DnsTransport = (typeof DNS_TRANSPORTS)[number];

export type DnsOptions = CommonOptions & {
  /** The name to ask for. With `PTR` also an address, whose name in `in-addr.arpa` or `ip6.arpa` is asked for. */
  readonly name: string;
  /** Default A. */
  readonly type?: DnsType;
  /** The name server to ask: `host`, `host:port`, `[IPv6]:port`. Default: the resolvers of the machine that probes. */
  readonly server?: string;
  /** Default udp, and TCP where an answer does not fit. `tls` (DNS over TLS, port 853) needs a `server`. */
  readonly over?: DnsTransport;
  /** Whether the server shall ask others for what it does not know itself. Default true. */
  readonly recursion?: boolean;
  /** With `over: 'tls'`. */
  readonly tls?: TlsOptions;
  /** Reaches the server over this version. Default: IPv4, and IPv6 where its name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** A `dns` check as a person wrote it. */
export type DnsDefinition = DnsOptions & { readonly kind: 'dns'; readonly id: string };

/** What a `dns` check asks, with every default filled in. */
export type DnsFields = Pick<DnsOptions, 'tls' | 'ip'> & {
  readonly kind: 'dns';
  /** In lower case, without its last dot. */
  readonly name: string;
  readonly type: DnsType;
  readonly server?: NameServer;
  readonly over: DnsTransport;
  readonly recursion: boolean;
};

export type DnsCheck = CommonCheck & DnsFields;

/** `host`: a name or an address, IPv6 without brackets. */
export type NameServer = { readonly host: string; readonly port: number };

/** What a `dns` check asks and expects. */
export function compileDns(definition: DnsDefinition): DnsFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { type = 'A', server: named, over = 'udp', recursion = true, tls, ip, expect = [] } = definition;
  const name = (type === 'PTR' ? reverseName(definition.name) : undefined) ?? asciiName(definition.name) ?? '';
  const server = named === undefined ? undefined : parseNameServer(named, over);
  return {
    kind: 'dns',
    target: `${name === '' ? '.' : name} ${type}${server === undefined ? '' : ` @${hostPort(server.host, server.port)}`}`,
    name,
    type,
    ...(server !== undefined && { server }),
    over,
    recursion,
    ...(tls !== undefined && { tls }),
    ...(ip !== undefined && { ip }),
    expect: [...impliedBy(expect), ...expect].map((assertion) => compileAssertion(canonical(assertion, type))),
  };
}

/** A name server by its text; undefined when it is none. Port 53, or 853 over TLS, where it says no other. */
export function parseNameServer(text: string, over: DnsTransport): NameServer | undefined {
  const standard = over === 'tls' ? 853 : 53;
  if (literalAddress(text) !== undefined) return { host: text.replace(/^\[|\]$/g, ''), port: standard };
  const [, host = '', port = String(standard)] = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const isHost = host.startsWith('[') ? literalAddress(host) !== undefined : /^[a-z\d_](?:[\w.-]*)$/i.test(host);
  if (!isHost || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** A check that says nothing of the response code means that there is an answer, and one that says nothing of the answers means that there are some. */
function impliedBy(expect: readonly Assertion[]): readonly Assertion[] {
  if (namesFact(expect, 'dns.rcode')) return [];
  const some = listFact('dns.answers').count().atLeast(1);
  return [rcode('NOERROR'), ...(namesFact(expect, 'dns.answers') || namesFact(expect, 'dns.count') ? [] : [some])];
}

/** `192.0.2.1` as `1.2.0.192.in-addr.arpa`. */
function reverseName(text: string): string | undefined {
  const address = literalAddress(text);
  if (address === undefined) return undefined;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return `${parsed.octets.toReversed().join('.')}.in-addr.arpa`;
  const digits = parsed.parts.map((part) => part.toString(16).padStart(4, '0')).join('');
  return `${[...digits].toReversed().join('.')}.ip6.arpa`;
}

/** Expected records in the form in which the prober gives them, so that a last dot or a capital makes no difference. */
function canonical(assertion: Assertion, type: DnsType): Assertion {
  if (assertion.on !== 'fact') return assertion;
  if (assertion.name !== 'dns.answers' && assertion.name !== 'dns.cnames') return assertion;
  const form = assertion.name === 'dns.cnames' ? 'CNAME' : type;
  return { ...assertion, condition: canonicalCondition(assertion.condition, form) };
}

function canonicalCondition(condition: Condition, type: DnsType): Condition {
  const of = (value: Json): Json => (typeof value === 'string' ? canonicalRecord(type, value) : value);
  switch (condition.is) {
    case 'equals':
      return { ...condition, value: of(condition.value) };
    case 'oneOf':
    case 'sameItems':
      return { ...condition, value: condition.value.map(of) };
    case 'contains':
      return { ...condition, value: canonicalRecord(type, condition.value) };
    case 'count':
    case 'every':
    case 'some':
      return { ...condition, condition: canonicalCondition(condition.condition, type) };
    default:
      return condition;
  }
}
