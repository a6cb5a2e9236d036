import { createHash, verify, X509Certificate } from 'node:crypto';
import type { CertID, SingleResponse } from '@peculiar/asn1-ocsp';
import { BasicOCSPResponse, id_pkix_ocsp_basic, OCSPResponse, OCSPResponseStatus } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';

/**
 * What a stapled answer says of a certificate. `expired`: now is not within the time that it is for. `invalid`: it cannot
 * be read, is about another certificate, or nobody signed it who may.
 */
export type StapleStatus = 'good' | 'revoked' | 'unknown' | 'expired' | 'invalid';

export type StapleContext = {
  readonly leaf: X509Certificate;
  /** The authority that signed the leaf. */
  readonly issuer: X509Certificate;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** Clocks differ: so much too early or too late is no matter. Milliseconds. */
const SKEW_MS = 5 * 60_000;

/** How old an answer may be that does not say how long it is for, milliseconds: the most that public authorities may take. */
const LONGEST_MS = 10 * 86_400_000;

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** Hashes of the signatures that count. SHA-1 does not, and RSASSA-PSS is not read. */
const SIGNATURES: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

/** By which hash an answer names the issuer. */
const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Reads a stapled OCSP answer (RFC 6960): about whom, signed by whom, for which time, and what it says. Never throws. */
export function readStaple(staple: Buffer, context: StapleContext): StapleStatus {
  try {
    const { responseStatus, responseBytes } = AsnConvert.parse(staple, OCSPResponse);
    if (responseStatus !== OCSPResponseStatus.successful || responseBytes?.responseType !== id_pkix_ocsp_basic) {
      return 'invalid';
    }
    const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
    const single = basic.tbsResponseData.responses.find(({ certID }) => isAbout(certID, context));
    if (single === undefined || !isSigned(basic, context)) return 'invalid';
    return isInTime(single, context.now) ? statusOf(single) : 'expired';
  } catch {
    return 'invalid';
  }
}

function statusOf({ certStatus }: SingleResponse): StapleStatus {
  if (certStatus.revoked !== undefined) return 'revoked';
  return certStatus.good === undefined ? 'unknown' : 'good';
}

function isInTime({ thisUpdate, nextUpdate }: SingleResponse, now: number): boolean {
  const until = nextUpdate?.getTime() ?? thisUpdate.getTime() + LONGEST_MS;
  return thisUpdate.getTime() <= now + SKEW_MS && now <= until + SKEW_MS;
}

/** By serial number and the issuer's key. */
function isAbout({ serialNumber, hashAlgorithm, issuerKeyHash }: CertID, { leaf, issuer }: StapleContext): boolean {
  const hash = HASHES[hashAlgorithm.algorithm];
  if (hash === undefined || bare(Buffer.from(serialNumber).toString('hex')) !== bare(leaf.serialNumber)) return false;
  const spki = issuer.publicKey.export({ type: 'spki', format: 'der' });
  const { subjectPublicKey } = AsnConvert.parse(spki, SubjectPublicKeyInfo);
  const digest = createHash(hash).update(Buffer.from(subjectPublicKey)).digest();
  return digest.equals(Buffer.from(issuerKeyHash.buffer));
}

function bare(hex: string): string {
  return hex.toLowerCase().replace(/^0+/, '');
}

/** By the issuer itself, or by a responder that it signed a certificate for, for this very purpose. */
function isSigned(basic: BasicOCSPResponse, { issuer, now }: StapleContext): boolean {
  const { tbsResponseDataRaw, signatureAlgorithm, signature, certs = [] } = basic;
  const hash = SIGNATURES[signatureAlgorithm.algorithm];
  if (tbsResponseDataRaw === undefined || hash === undefined) return false;
  const responders = certs.map((one) => new X509Certificate(Buffer.from(AsnConvert.serialize(one))));
  return [issuer, ...responders.filter((responder) => isResponder(responder, issuer, now))].some((signer) =>
    verify(hash, Buffer.from(tbsResponseDataRaw), signer.publicKey, Buffer.from(signature)),
  );
}

function isResponder(responder: X509Certificate, issuer: X509Certificate, now: number): boolean {
  return (
    (responder.keyUsage ?? []).includes(OCSP_SIGNING) &&
    responder.checkIssued(issuer) &&
    responder.verify(issuer.publicKey) &&
    new Date(responder.validFrom).getTime() <= now &&
    now <= new Date(responder.validTo).getTime()
  );
}
