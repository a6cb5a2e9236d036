import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { checkServerIdentity, type PeerCertificate, TLSSocket } from 'node:tls';
import { literalAddress } from '../../core/address.ts';
import type { Assertion, Json } from '../../core/assertion.ts';
import type { FactName } from '../../core/fact.ts';
import { asksFact } from '../../core/facts-asked.ts';
import type { TlsTarget } from './run.ts';

/** Facts by their names. */
export type Values = Partial<Readonly<Record<FactName, Json>>>;

/** Whom the certificate must be for. */
export type Identity = { readonly hostname: string; readonly serverName?: string };

/** What a check asks of the certificate and of TLS, over one connection. */
export type CertificateFacts = {
  /** To be spread into the `tls` of the connection's destination. */
  readonly tls: Pick<TlsTarget, 'onStaple' | 'showsChain'>;
  /** The facts that are asked for, of a socket whose handshake is done; none of a socket without TLS. Once a connection. */
  read(socket: Socket, identity: Identity): Promise<Values>;
};

const DAY = 86_400_000;

/** The facts `certificate.…` and `tls.…` as far as these expectations ask for them: what nobody asks costs nothing. */
export function certificateFacts(expect: readonly Assertion[]): CertificateFacts {
  const asks = askedOf(expect);
  let staple: Buffer | undefined;
  const onStaple = (response: Buffer) => {
    staple = response;
  };
  return {
    tls: { ...((asks.certificate || asks.tls) && { showsChain: true }), ...(asks.ocsp && { onStaple }) },
    async read(socket, identity) {
      if (!(socket instanceof TLSSocket) || !(asks.certificate || asks.tls)) return {};
      // Once: asked for the second time, Node may give another one of the chain.
      const peer = socket.getPeerCertificate(true);
      return {
        ...(asks.certificate && certificateValues(peer, Date.now())),
        ...(asks.tls && tlsValues(socket, peer, identity)),
        ...(asks.ocsp && { 'tls.ocsp': await ocspStatus(peer, staple) }),
      };
    },
  };
}

/** Why a chain is not trusted, as a code of OpenSSL's; undefined when it is. Says nothing of the host name. */
export function distrust({ authorized, authorizationError }: TLSSocket): string | undefined {
  const code: unknown = authorizationError;
  return authorized || code === null || code === MISNAMED ? undefined : String(code);
}

/** Why a certificate is not for a host; undefined when it is. */
export function misnamed(peer: PeerCertificate, { hostname, serverName = hostname }: Identity): Error | undefined {
  return checkServerIdentity(literalAddress(serverName) ?? serverName.replace(/\.$/, ''), peer);
}

const MISNAMED = 'ERR_TLS_CERT_ALTNAME_INVALID';

type Asked = { readonly certificate: boolean; readonly tls: boolean; readonly ocsp: boolean };

/** A check's expectations are the same list in each of its runs. */
const asked = new WeakMap<readonly Assertion[], Asked>();

function askedOf(expect: readonly Assertion[]): Asked {
  const known = asked.get(expect);
  if (known !== undefined) return known;
  const asks = {
    certificate: asksFact(expect, 'certificate.'),
    tls: asksFact(expect, 'tls.'),
    ocsp: asksFact(expect, 'tls.ocsp'),
  };
  asked.set(expect, asks);
  return asks;
}

function tlsValues(socket: TLSSocket, peer: PeerCertificate, identity: Identity): Values {
  return {
    'tls.protocol': socket.getProtocol() ?? 'unknown',
    'tls.cipher': socket.getCipher().standardName,
    'tls.trusted': distrust(socket) === undefined,
    'tls.hostname': misnamed(peer, identity) === undefined,
  };
}

function certificateValues(peer: PeerCertificate, now: number): Values {
  // A server may have none: ciphers without authentication.
  if (peer.raw === undefined) return {};
  const x509 = new X509Certificate(peer.raw);
  return {
    ...timeValues(Date.parse(x509.validFrom), Date.parse(x509.validTo), now),
    'certificate.issuer': oneLine(x509.issuer),
    'certificate.subject': oneLine(x509.subject),
    'certificate.names': namesOf(x509.subjectAltName),
    ...keyValues(x509, peer),
    ...(x509.signatureAlgorithm !== undefined && { 'certificate.signature': x509.signatureAlgorithm }),
    'certificate.serial': x509.serialNumber,
    'certificate.fingerprint': x509.fingerprint256,
    'certificate.selfSigned': x509.checkIssued(x509),
    'certificate.chainLength': chainLength(peer),
  };
}

/** Anybody can write what is no time into a certificate. */
function timeValues(from: number, to: number, now: number): Values {
  return {
    ...(!Number.isNaN(from) && { 'certificate.validFrom': new Date(from).toISOString() }),
    ...(!Number.isNaN(to) && {
      'certificate.validTo': new Date(to).toISOString(),
      'certificate.daysLeft': Math.floor((to - now) / DAY),
    }),
  };
}

/** A key of a sort that Node does not know has no values. */
function keyValues(x509: X509Certificate, { bits }: PeerCertificate): Values {
  try {
    const { asymmetricKeyType = 'unknown', asymmetricKeyDetails } = x509.publicKey;
    const length = bits ?? asymmetricKeyDetails?.modulusLength ?? KEY_BITS[asymmetricKeyType];
    return { 'certificate.keyType': asymmetricKeyType, ...(length !== undefined && { 'certificate.keyBits': length }) };
  } catch {
    return {};
  }
}

const KEY_BITS: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 };

/** Node writes one part a line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

/** `DNS:a.example, IP Address:192.0.2.1`, where what holds a comma or a quote is written as JSON (CVE-2021-44532). */
function namesOf(text: string | undefined): readonly string[] {
  const parts = (text ?? '').match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return parts.map((part) => {
    const [, sort = '', name = ''] = /^\s*([^:]*):(.*)$/s.exec(part) ?? [];
    const bare = unquoted(name);
    return sort === 'DNS' || sort === 'IP Address' ? bare : `${sort}:${bare}`;
  });
}

function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  try {
    return String(JSON.parse(name));
  } catch {
    return name;
  }
}

function chainLength(leaf: PeerCertificate): number {
  const seen = new Set<string>();
  let next: PeerCertificate | undefined = leaf;
  while (next?.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    next = issuerOf(next);
  }
  return seen.size;
}

function issuerOf(peer: PeerCertificate): PeerCertificate | undefined {
  return 'issuerCertificate' in peer ? (peer.issuerCertificate as PeerCertificate | undefined) : undefined;
}

async function ocspStatus(peer: PeerCertificate, staple: Buffer | undefined): Promise<string> {
  if (staple === undefined || staple.length === 0) return 'absent';
  const issuer = issuerOf(peer)?.raw;
  if (peer.raw === undefined || issuer === undefined) return 'invalid';
  const { readStaple } = await import('../tls/ocsp.ts');
  return readStaple(staple, {
    leaf: new X509Certificate(peer.raw),
    issuer: new X509Certificate(issuer),
    now: Date.now(),
  });
}
