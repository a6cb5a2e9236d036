import { canonicalIpv6 } from '../../core/dns-text.ts';

/** Sixteen bytes as an IPv6 address (RFC 5952). */
export function ipv6Text(bytes: Buffer): string {
  return canonicalIpv6(Array.from({ length: 8 }, (_, n) => bytes.readUInt16BE(2 * n).toString(16)).join(':'));
}
