import type { Assertion } from '../assertion.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { numberFact } from '../factories/facts.ts';
import { namesFact } from '../facts-asked.ts';
import { hostPort, type IpVersion } from '../network.ts';
import type { StartTls } from '../starttls.ts';
import type { TlsOptions } from '../tls-options.ts';

/** Below so many days a certificate is warned of, unless the check says something of them itself. */
const WARN_DAYS = 14;

export type TlsCheckOptions = CommonOptions & {
  /** A name or an address, IPv6 with or without brackets. */
  readonly host: string;
  /** Default 443. */
  readonly port?: number;
  /** Asks for TLS in this protocol first. */
  readonly starttls?: StartTls;
  /** Fails when the certificate ends in fewer days. */
  readonly minDaysLeft?: number;
  /** Only addresses of this version. Default: IPv4, and IPv6 where the name has no IPv4 address. */
  readonly ip?: IpVersion;
} & Omit<TlsOptions, 'insecure'>;

/** A `tls` check as a person wrote it. */
export type TlsDefinition = TlsCheckOptions & { readonly kind: 'tls'; readonly id: string };

/** What a `tls` check does, with every default filled in. */
export type TlsFields = {
  readonly kind: 'tls';
  readonly host: string;
  readonly port: number;
  readonly starttls?: StartTls;
  readonly tls: Omit<TlsOptions, 'insecure'>;
  /** Whether a chain that is not trusted fails the check, and whether a certificate for another host does. */
  readonly demands: { readonly trust: boolean; readonly hostname: boolean };
  readonly ip?: IpVersion;
};

export type TlsCheck = CommonCheck & TlsFields;

/** What a `tls` check does and expects. What the check asks of trust, host name or days left itself is not implied. */
export function compileTls(definition: TlsDefinition): TlsFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { host, port = 443, starttls, minDaysLeft, ip, ca, cert, key, serverName, expect = [] } = definition;
  const days = numberFact('certificate.daysLeft');
  const implied: readonly Assertion[] = [
    ...(minDaysLeft === undefined ? [] : [days.atLeast(minDaysLeft)]),
    ...(namesFact(expect, 'certificate.daysLeft') ? [] : [{ ...days.atLeast(WARN_DAYS), level: 'warn' as const }]),
  ];
  return {
    kind: 'tls',
    target: hostPort(host, port),
    host,
    port,
    ...(starttls !== undefined && { starttls }),
    tls: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(serverName !== undefined && { serverName }),
    },
    demands: { trust: !namesFact(expect, 'tls.trusted'), hostname: !namesFact(expect, 'tls.hostname') },
    ...(ip !== undefined && { ip }),
    expect: [...expect, ...implied].map(compileAssertion),
  };
}
