/** The types of records that a `dns` check may ask for, with their numbers (IANA). */
export const DNS_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  HTTPS: 65,
  CAA: 257,
} as const;

export type DnsType = keyof typeof DNS_TYPES;

/** What a name server says of a question, by its number (IANA); the numbers from 12 on need EDNS or are not assigned. */
export const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
] as const;

export type Rcode = (typeof RCODES)[number];

const HOLDS_NAMES: readonly DnsType[] = ['CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV'];

/** A record as a person writes it, in the form in which the prober gives it: names in lower case and without their last dot. */
export function canonicalRecord(type: DnsType, text: string): string {
  if (type === 'AAAA') return canonicalIpv6(text);
  return HOLDS_NAMES.includes(type) ? text.toLowerCase().replace(/(?<=\S)\.(?=\s|$)/g, '') : text;
}

/** An IPv6 address in its one short form (RFC 5952). What is none is given back as it is. */
export function canonicalIpv6(text: string): string {
  return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) ?? text;
}

/** A domain name as it is asked: lower case, without its last dot, what is not ASCII as `xn--`. Undefined when it is none. */
export function asciiName(text: string): string | undefined {
  const bare = text.replace(/\.$/, '').toLowerCase();
  if (text === '.' || /^[\x21-\x7e]+$/.test(bare)) return bare;
  return /[\s/?#@:\\[\]]/.test(bare) ? undefined : URL.parse(`http://${bare}/`)?.hostname || undefined;
}
