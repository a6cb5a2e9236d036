import type { Json } from '../../core/assertion.ts';
import { DNS_TYPES } from '../../core/dns-text.ts';
import type { Findings } from '../../core/facts.ts';
import type { DnsCheck } from '../../core/kinds/dns.ts';
import type { DnsAnswer, DnsRecord } from './message.ts';
import { recordText } from './record-text.ts';

/**
 * What an answer says of the asked name. Only the records count that the name has, or the name that its CNAME records
 * lead to: a server may add any others. Throws a `MalformedMessage`.
 */
export function findingsOf({ name, type }: Pick<DnsCheck, 'name' | 'type'>, answer: DnsAnswer): Findings {
  const { rcode, authoritative, authenticated, message } = answer;
  const { owner, aliases } =
    type === 'CNAME' ? { owner: name || '.', aliases: [] } : followAliases(name || '.', answer);
  const records = answer.records.filter((record) => record.type === DNS_TYPES[type] && record.owner === owner);
  const texts = [...new Set(records.map((record) => recordText(type, message, record)))].sort();
  const ttls = [...records, ...aliases.map(({ record }) => record)].map(secondsOf);
  const values: Record<string, Json> = {
    'dns.rcode': rcode,
    'dns.answers': texts,
    'dns.cnames': aliases.map(({ to }) => to),
    'dns.count': texts.length,
    'dns.authoritative': authoritative,
    'dns.authenticated': authenticated,
    ...(ttls.length > 0 && { 'dns.ttl': Math.min(...ttls) }),
    ...(type === 'SOA' && texts[0] !== undefined && { 'dns.serial': Number(texts[0].split(' ')[2]) }),
  };
  return { body: texts.join('\n'), size: message.length, values };
}

type Alias = { readonly record: DnsRecord; readonly to: string };

/** Each record at most once, so that a circle of them ends. */
function followAliases(name: string, { records, message }: DnsAnswer): { owner: string; aliases: readonly Alias[] } {
  const left = new Map(records.filter(({ type }) => type === DNS_TYPES.CNAME).map((record) => [record.owner, record]));
  const aliases: Alias[] = [];
  let owner = name;
  for (let record = left.get(owner); record !== undefined; record = left.get(owner)) {
    left.delete(owner);
    owner = recordText('CNAME', message, record);
    aliases.push({ record, to: owner });
  }
  return { owner, aliases };
}

/** A time with its first bit set is none (RFC 2181, 8). */
function secondsOf({ ttl }: DnsRecord): number {
  return ttl > 0x7fffffff ? 0 : ttl;
}
