import { excerpt } from '../../core/condition.ts';
import type { Failure, FailureKind } from '../../core/failure.ts';
import type { Stage } from './stopwatch.ts';

/** Ends an attempt from anywhere within it; never leaves the prober. */
export class ProbeFailure extends Error {
  readonly failure: Failure;

  constructor(kind: FailureKind, message: string, detail: Pick<Failure, 'expected' | 'actual'> = {}) {
    super(message);
    this.name = 'ProbeFailure';
    this.failure = { kind, message, ...detail };
  }
}

/** What an error means that came up in a stage of an attempt. An error that is none of the target's is kind `probe`. */
export function failureOf(error: unknown, stage: Stage): Failure {
  if (error instanceof ProbeFailure) return error.failure;
  const { code, message } = describe(error);
  // What goes wrong outside has the plain name; TypeError, RangeError and the like are bugs of ours.
  const kind = error instanceof Error && error.name === 'Error' ? kindOf(code, stage) : undefined;
  if (kind === undefined)
    return { kind: 'probe', message: excerpt(`the probe itself failed: ${message}`), actual: code };
  return { kind, message: excerpt(explain(kind, code, message, stage)), expected: EXPECTED[kind], actual: code };
}

/** A chain that is not trusted, by OpenSSL's code for why. */
export function untrusted(code: string): ProbeFailure {
  const message = `TLS: ${CERTIFICATE[code] ?? 'the certificate is not trusted'} (${code})`;
  return new ProbeFailure('tls', message, { expected: EXPECTED.tls, actual: code });
}

const EXPECTED = {
  dns: 'an address of the name',
  connect: 'a connection',
  tls: 'a TLS handshake with a certificate that is valid for the host',
  protocol: 'a whole HTTP response',
} as const;

type OutsideKind = keyof typeof EXPECTED;

/** Our own machine is out of something; that is no news of the target. */
const OUR_OWN = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** The connection went away, by whatever name Node gives it. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'EOF', 'ERR_STREAM_PREMATURE_CLOSE']);

const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate chain ends in a self-signed certificate that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate chain is incomplete or its authority is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate chain is incomplete or its authority is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};

/** What OpenSSL's reasons mean to a person. */
const HANDSHAKE: Readonly<Record<string, string>> = {
  'wrong version number': 'the server speaks no TLS on this port',
  'packet length too long': 'the server speaks no TLS on this port',
  'tlsv1 alert protocol version': 'the server speaks TLS 1.1 at most, which is broken',
  'unsupported protocol': 'the server speaks TLS 1.1 at most, which is broken',
  // One alert under the names of OpenSSL 3.5 and before it.
  'ssl/tls alert handshake failure': 'the server offers weak ciphers alone, or asks for what the probe has not',
  'sslv3 alert handshake failure': 'the server offers weak ciphers alone, or asks for what the probe has not',
  'dh key too small': "the server's Diffie-Hellman parameters are weak",
  'tlsv1 alert no application protocol': 'the server speaks none of the protocols that were offered (ALPN)',
  'tlsv13 alert certificate required': 'the server asks for a client certificate',
};

function kindOf(code: string, stage: Stage): OutsideKind | undefined {
  if (OUR_OWN.has(code)) return undefined;
  if (code in CERTIFICATE || code === 'EPROTO' || /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_)/.test(code)) return 'tls';
  if (code.startsWith('HPE_')) return 'protocol';
  const isSystem = /^E[A-Z0-9]+$/.test(code) || CLOSED.has(code);
  switch (stage) {
    case 'ready':
    case 'turn':
    case 'judge':
      return undefined;
    case 'dns':
      return isSystem ? 'dns' : undefined;
    case 'tcp':
    case 'settle':
    case 'send':
      return isSystem ? 'connect' : undefined;
    case 'tls':
      return isSystem ? 'connect' : 'tls';
    case 'sending':
    case 'firstByte':
    case 'transfer':
      return isSystem ? 'protocol' : undefined;
    default:
      return stage satisfies never;
  }
}

function explain(kind: OutsideKind, code: string, message: string, stage: Stage): string {
  if (kind === 'tls') return explainTls(code, message);
  if (code === 'HPE_HEADER_OVERFLOW') return 'the response headers are larger than 16 KB';
  if (code.startsWith('HPE_')) return `malformed response: ${message}`;
  if (CLOSED.has(code)) return `the connection was closed ${WHEN[stage]} (${code})`;
  if (code === 'ECONNREFUSED') return `connection refused: ${message}`;
  return message.includes(code) ? message : `${message} (${code})`;
}

function explainTls(code: string, message: string): string {
  const certificate = CERTIFICATE[code];
  // Of certificates only the names are news; of the handshake, what OpenSSL says between its numbers.
  if (certificate !== undefined)
    return `TLS: ${certificate} (${code}${message.includes('altnames') ? `: ${message}` : ''})`;
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;
  const meaning = HANDSHAKE[reason];
  return `TLS: the handshake failed: ${meaning === undefined ? reason : `${meaning} (${reason})`} (${code})`;
}

const WHEN: Readonly<Record<Stage, string>> = {
  ready: 'before connecting',
  turn: 'before connecting',
  dns: 'while resolving the name',
  tcp: 'while connecting',
  tls: 'during the TLS handshake',
  settle: 'before the request was sent',
  send: 'before the request was sent',
  sending: 'while the request was being sent',
  firstByte: 'after the request, before an answer',
  transfer: 'before the response was complete',
  judge: 'after the response',
};

function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, message: error.message };
}
