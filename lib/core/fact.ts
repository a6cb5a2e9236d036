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
    means: 'how many certificates there are from its own up to the authority, as sent or known',
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
  'graphql.error': {
    sort: 'text',
    kinds: ['http'],
    means: 'what the first error in a GraphQL answer says; absent where there is none',
  },
  'grpc.code': { sort: 'text', kinds: ['grpc'], means: 'how the call ended: OK, UNAVAILABLE, UNIMPLEMENTED, …' },
  'grpc.status': {
    sort: 'text',
    kinds: ['grpc'],
    means: 'the health that the server tells: SERVING, NOT_SERVING, UNKNOWN or SERVICE_UNKNOWN',
  },
  'heartbeat.age': { sort: 'number', kinds: ['heartbeat'], means: 'seconds since the job last succeeded' },
  'heartbeat.duration': { sort: 'number', kinds: ['heartbeat'], means: 'seconds that its newest run took' },
  'dns.rcode': {
    sort: 'text',
    kinds: ['dns'],
    means: 'what the name server says of the question: NOERROR, NXDOMAIN, SERVFAIL, …',
  },
  'dns.answers': {
    sort: 'list',
    kinds: ['dns'],
    means: 'the records of the asked type, sorted, names in lower case without their last dot',
  },
  'dns.cnames': { sort: 'list', kinds: ['dns'], means: 'the names that CNAME records lead to, in their order' },
  'dns.count': { sort: 'number', kinds: ['dns'], means: 'how many records of the asked type there are' },
  'dns.ttl': { sort: 'number', kinds: ['dns'], means: 'seconds that the answer may be kept; absent without an answer' },
  'dns.serial': { sort: 'number', kinds: ['dns'], means: 'the serial number of a SOA record' },
  'dns.authoritative': { sort: 'flag', kinds: ['dns'], means: 'whether the server is an authority of the name' },
  'dns.authenticated': {
    sort: 'flag',
    kinds: ['dns'],
    means: 'whether the server says that it checked the DNSSEC signatures',
  },
  'domain.daysLeft': {
    sort: 'number',
    kinds: ['domain'],
    means: 'whole days until the registration ends, below 0 once it has',
  },
  'domain.expires': {
    sort: 'text',
    kinds: ['domain'],
    means: 'when the registration ends, as 2026-01-31T00:00:00.000Z',
  },
  'domain.status': {
    sort: 'list',
    kinds: ['domain'],
    means: 'the states of the registration: active, client hold, redemption period, …',
  },
  'domain.registrar': { sort: 'text', kinds: ['domain'], means: 'the name of the registrar' },
  'queue.depth': { sort: 'number', kinds: ['queue'], means: 'messages that wait to be received, about' },
  'queue.inFlight': {
    sort: 'number',
    kinds: ['queue'],
    means: 'messages that are received and not deleted yet, about',
  },
  'queue.delayed': { sort: 'number', kinds: ['queue'], means: 'messages whose delay is not over, about' },
  'queue.age': { sort: 'number', kinds: ['queue'], means: 'seconds that the oldest message has waited, by CloudWatch' },
  'queue.dead': { sort: 'number', kinds: ['queue'], means: 'messages in the dead-letter queue, about' },
  'websocket.protocol': { sort: 'text', kinds: ['websocket'], means: 'the subprotocol that the server chose' },
  'websocket.closeCode': {
    sort: 'number',
    kinds: ['websocket'],
    means: 'the code of the close frame that ended it; 1006 where none came',
  },
} as const satisfies Readonly<Record<string, FactRow>>;

export type FactName = keyof typeof FACTS;

/** The names of the facts of one sort. */
export type FactOf<S extends FactSort> = {
  [Name in FactName]: (typeof FACTS)[Name] extends { readonly sort: S } ? Name : never;
}[FactName];
