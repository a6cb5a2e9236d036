/** What sort of value a fact is: it decides what may be asked of it. */
export type FactSort = 'number' | 'text' | 'list' | 'flag';

/** One fact. `kinds`: the kinds of check that find it out. `means`: it in a sentence. */
export type FactRow = { readonly sort: FactSort; readonly kinds: readonly string[]; readonly means: string };

/** The kinds that may speak TLS. */
const OVER_TLS = ['grpc', 'http', 'tcp', 'tls', 'websocket'] as const;

/**
 * The facts that kinds of check find out beside status, headers and body. An assertion of `on: 'fact'` asks one by its
 * name.
 */
export const FACTS = {
  'certificate.daysLeft': {
    sort: 'number',
    kinds: OVER_TLS,
    means: 'whole days until the certificate ends, below 0 once it has',
  },
  'certificate.validFrom': {
    sort: 'text',
    kinds: OVER_TLS,
    means: 'when the certificate begins, as 2026-01-31T00:00:00.000Z',
  },
  'certificate.validTo': {
    sort: 'text',
    kinds: OVER_TLS,
    means: 'when the certificate ends, as 2026-01-31T00:00:00.000Z',
  },
  'certificate.issuer': { sort: 'text', kinds: OVER_TLS, means: 'who signed it, as C=…, O=…, CN=…' },
  'certificate.subject': { sort: 'text', kinds: OVER_TLS, means: 'whom it is for, as CN=…' },
  'certificate.names': {
    sort: 'list',
    kinds: OVER_TLS,
    means: 'the host names and addresses that it is for; other names with their sort before them',
  },
  'certificate.keyType': { sort: 'text', kinds: OVER_TLS, means: 'the sort of its key: rsa, ec, ed25519' },
  'certificate.keyBits': { sort: 'number', kinds: OVER_TLS, means: 'how long its key is' },
  'certificate.signature': { sort: 'text', kinds: OVER_TLS, means: 'how it is signed, as sha256WithRSAEncryption' },
  'certificate.serial': { sort: 'text', kinds: OVER_TLS, means: 'its serial number, hexadecimal in capitals' },
  'certificate.fingerprint': {
    sort: 'text',
    kinds: OVER_TLS,
    means: 'SHA-256 of it, hexadecimal in capitals with colons',
  },
  'certificate.selfSigned': { sort: 'flag', kinds: OVER_TLS, means: 'whether it signed itself' },
  'certificate.chainLength': {
    sort: 'number',
    kinds: OVER_TLS,
    means: 'how many certificates the server sent, its own among them',
  },
  'tls.protocol': { sort: 'text', kinds: OVER_TLS, means: 'the version of TLS: TLSv1.2 or TLSv1.3' },
  'tls.cipher': { sort: 'text', kinds: OVER_TLS, means: 'the cipher by its IANA name' },
  'tls.trusted': {
    sort: 'flag',
    kinds: OVER_TLS,
    means: 'whether the chain leads to a trusted authority and is valid now',
  },
  'tls.hostname': { sort: 'flag', kinds: OVER_TLS, means: 'whether the certificate is for the host' },
  'tls.ocsp': {
    sort: 'text',
    kinds: OVER_TLS,
    means: 'what the stapled OCSP answer says: good, revoked, unknown, expired, invalid or absent',
  },
} as const satisfies Readonly<Record<string, FactRow>>;

export type FactName = keyof typeof FACTS;

/** The names of the facts of one sort. */
export type FactOf<S extends FactSort> = {
  [Name in FactName]: (typeof FACTS)[Name] extends { readonly sort: S } ? Name : never;
}[FactName];
