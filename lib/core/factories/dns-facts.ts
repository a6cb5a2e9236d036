import type { Assertion } from '../assertion.ts';
import type { Rcode } from '../dns-text.ts';
import type { FlagConditions, ListConditions, NumberConditions } from './conditions.ts';
import { flagFact, listFact, numberFact, textFact } from './facts.ts';

/** What the name server says of the question is one of these: `rcode('NXDOMAIN')`. Without it a `dns` check expects NOERROR. */
export function rcode(...allowed: readonly Rcode[]): Assertion {
  return textFact('dns.rcode').oneOf(allowed);
}

/** Asks the records of the asked type, as texts: `192.0.2.1`, `10 mail.shop.example`, `0 issue "letsencrypt.org"`. */
export function answers(): ListConditions {
  return listFact('dns.answers');
}

/** Asks the names that the CNAME records lead to, in their order. */
export function cnames(): ListConditions {
  return listFact('dns.cnames');
}

/** Asks how long the answer may be kept, in seconds: the least of its records, CNAME records included. */
export function ttl(): NumberConditions {
  return numberFact('dns.ttl');
}

/** Asks the serial number of a SOA record. */
export function soaSerial(): NumberConditions {
  return numberFact('dns.serial');
}

/** Asks whether the server is an authority of the name itself. */
export function authoritative(): FlagConditions {
  return flagFact('dns.authoritative');
}

/** Asks whether the server says that it checked the answer's DNSSEC signatures. */
export function authenticated(): FlagConditions {
  return flagFact('dns.authenticated');
}
