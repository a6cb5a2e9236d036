import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { hostPort, type IpVersion } from '../network.ts';
import { compileExpected, type Expected, type Payload } from '../payload.ts';
import type { StartTls } from '../starttls.ts';
import type { TlsOptions } from '../tls-options.ts';

/** One step of a conversation. */
export type TcpStep = { readonly send: Payload } | { readonly expect: Expected };

/** Most steps of a script. */
export const MOST_STEPS = 50;

export type TcpOptions = CommonOptions & {
  /** A name or an address, IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  /** What is said and heard, in order, at most 50 steps. Default: the connection alone. */
  readonly script?: readonly TcpStep[];
  /** Speaks TLS from the first byte, or after `starttls`. */
  readonly tls?: true | TlsOptions;
  /** Asks for TLS in this protocol first; the script runs inside of TLS. */
  readonly starttls?: StartTls;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** A `tcp` check as a person wrote it. */
export type TcpDefinition = TcpOptions & { readonly kind: 'tcp'; readonly id: string };

/** What a `tcp` check does, with every default filled in. */
export type TcpFields = {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly script: readonly TcpStep[];
  readonly tls?: TlsOptions;
  readonly starttls?: StartTls;
  readonly ip?: IpVersion;
};

export type TcpCheck = CommonCheck & TcpFields;

/** What a `tcp` check does. */
export function compileTcp(definition: TcpDefinition): TcpFields & Pick<CommonCheck, 'target'> {
  const { host, port, script = [], tls, starttls, ip } = definition;
  const secure = tls !== undefined || starttls !== undefined;
  return {
    kind: 'tcp',
    target: hostPort(host, port),
    host,
    port,
    script: script.map((step) => ('expect' in step ? { expect: compileExpected(step.expect) } : step)),
    ...(secure && { tls: tls === undefined || tls === true ? {} : tls }),
    ...(starttls !== undefined && { starttls }),
    ...(ip !== undefined && { ip }),
  };
}
