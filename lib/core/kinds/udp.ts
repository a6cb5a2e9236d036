import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { hostPort, type IpVersion } from '../network.ts';
import { compileExpected, type Expected, type Payload } from '../payload.ts';

export type UdpOptions = CommonOptions & {
  /** A name or an address, IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  /** The one datagram that is sent, at most 8,192 bytes; sent once more when half of the time is over. */
  readonly send: Payload;
  /** What an answer must hold; others are passed over. Default: any answer will do. */
  readonly answer?: Expected;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** A `udp` check as a person wrote it. */
export type UdpDefinition = UdpOptions & { readonly kind: 'udp'; readonly id: string };

/** What a `udp` check does. */
export type UdpFields = Pick<UdpOptions, 'host' | 'port' | 'send' | 'answer' | 'ip'> & { readonly kind: 'udp' };

export type UdpCheck = CommonCheck & UdpFields;

/** What a `udp` check does. */
export function compileUdp(definition: UdpDefinition): UdpFields & Pick<CommonCheck, 'target'> {
  const { host, port, send, answer, ip } = definition;
  return {
    kind: 'udp',
    target: hostPort(host, port),
    host,
    port,
    send,
    ...(answer !== undefined && { answer: compileExpected(answer) }),
    ...(ip !== undefined && { ip }),
  };
}
