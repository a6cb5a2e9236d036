import type { Assertion } from '../assertion.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { namesFact } from '../facts-asked.ts';
import { hostPort, type IpVersion } from '../network.ts';
import type { Text } from '../secret.ts';
import type { TlsOptions } from '../tls-options.ts';

export type GrpcOptions = CommonOptions & {
  /** A name or an address, IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  /** The service whose health is asked. Default '', the server as a whole. */
  readonly service?: string;
  /** Default true. `false`: plaintext HTTP/2. */
  readonly tls?: boolean | TlsOptions;
  /** Sent with the call, names in lower case. Binary values (`…-bin`) as base64. */
  readonly metadata?: Readonly<Record<string, Text>>;
  /** The method, where a server has the health protocol under another name. Default `grpc.health.v1.Health/Check`. */
  readonly method?: string;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
};

/** A `grpc` check as a person wrote it. */
export type GrpcDefinition = GrpcOptions & { readonly kind: 'grpc'; readonly id: string };

/** What a `grpc` check asks, with every default filled in. */
export type GrpcFields = {
  readonly kind: 'grpc';
  readonly host: string;
  readonly port: number;
  readonly service: string;
  /** Absent: plaintext. */
  readonly tls?: TlsOptions;
  readonly metadata: Readonly<Record<string, Text>>;
  readonly method: string;
  readonly ip?: IpVersion;
};

export type GrpcCheck = CommonCheck & GrpcFields;

/** What a `grpc` check asks and expects. */
export function compileGrpc(definition: GrpcDefinition): GrpcFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { host, port, service = '', tls = true, ip, expect = [] } = definition;
  return {
    kind: 'grpc',
    target: `${hostPort(host, port)}${service === '' ? '' : `/${service}`}`,
    host,
    port,
    service,
    ...(tls !== false && { tls: tls === true ? {} : tls }),
    metadata: definition.metadata ?? {},
    method: definition.method ?? 'grpc.health.v1.Health/Check',
    ...(ip !== undefined && { ip }),
    expect: expectationsOf(expect).map(compileAssertion),
  };
}

/** A check that says nothing of the health means a good one. */
function expectationsOf(expect: readonly Assertion[]): readonly Assertion[] {
  const isAsked = namesFact(expect, 'grpc.');
  const serving: Assertion = { on: 'fact', name: 'grpc.status', condition: { is: 'equals', value: 'SERVING' } };
  return isAsked ? expect : [serving, ...expect];
}
