import type { Assertion } from '../assertion.ts';
import type { FactOf } from '../fact.ts';
import type { FlagConditions, ListConditions, NumberConditions, TextConditions } from './conditions.ts';
import { flagFact, listFact, numberFact, textFact } from './facts.ts';

/** The versions of TLS, oldest first. A probe speaks the last two. */
const PROTOCOLS = ['TLSv1.2', 'TLSv1.3'] as const;

/** What may be asked of the version of TLS. */
export type TlsProtocolConditions = TextConditions & {
  /** This version or a newer one. */
  atLeast(version: (typeof PROTOCOLS)[number]): Assertion;
};

type Of<Fact extends string> = Fact extends `certificate.${infer Name}` ? Name : never;

/** Asks the server's certificate: `certificate('daysLeft').atLeast(30)`. For every kind of check over TLS. */
export function certificate(name: Of<FactOf<'number'>>): NumberConditions;
export function certificate(name: Of<FactOf<'text'>>): TextConditions;
export function certificate(name: Of<FactOf<'list'>>): ListConditions;
export function certificate(name: Of<FactOf<'flag'>>): FlagConditions;
export function certificate(name: string): NumberConditions | TextConditions | ListConditions | FlagConditions {
  const fact = `certificate.${String(name)}`;
  if (fact === 'certificate.names') return listFact(fact);
  if (fact === 'certificate.selfSigned') return flagFact(fact);
  if (fact === 'certificate.daysLeft' || fact === 'certificate.keyBits' || fact === 'certificate.chainLength') {
    return numberFact(fact);
  }
  return textFact(fact as FactOf<'text'>);
}

/** Asks the version of TLS that was agreed on: `TLSv1.2` or `TLSv1.3`. */
export function tlsProtocol(): TlsProtocolConditions {
  const text = textFact('tls.protocol');
  return { ...text, atLeast: (version) => text.oneOf(PROTOCOLS.slice(PROTOCOLS.indexOf(version))) };
}

/** Asks the cipher that was agreed on, by its IANA name: `cipher().matches(/_GCM_|CHACHA20/)`. */
export function cipher(): TextConditions {
  return textFact('tls.cipher');
}

/** Asks whether the chain of certificates leads to a trusted authority and is valid now. */
export function trusted(): FlagConditions {
  return flagFact('tls.trusted');
}

/** Asks whether the certificate is for the host that was asked. */
export function hostnameMatches(): FlagConditions {
  return flagFact('tls.hostname');
}

/**
 * Asks the stapled OCSP answer: `good`, `revoked` or `unknown` where it is valid; else `expired`, `invalid` or `absent`.
 */
export function ocsp(): TextConditions {
  return textFact('tls.ocsp');
}
