import type { Assertion } from '../../../../lib/core/assertion.ts';
import { assess } from '../../../../lib/core/assess.ts';
import type { Contracts } from '../../../../lib/core/contract.ts';
import type { Facts } from '../../../../lib/core/facts.ts';

/** An answer of a shop. */
export function response(overrides: Partial<Facts> = {}): Facts {
  const items = [
    { id: 1, price: 9.5 },
    { id: 2, price: 20 },
  ];
  const body = JSON.stringify({ name: 'shop', version: 'version 12 of 2026', items, next: null });
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', server: 'nginx/1.27.3' },
    body,
    size: body.length,
    values: { 'dns.ttl': 300, 'dns.cnames': ['a.example', 'b.example'], 'tls.trusted': true, 'tls.cipher': 'AES' },
    phases: { dns: 1, tcp: 2, tls: 3, firstByte: 40, transfer: 1 },
    total: 47,
    ...overrides,
  };
}

/** What an assertion says of an answer: its outcome, and its message when it did not pass. */
export function verdict(assertion: Assertion, overrides: Partial<Facts> = {}, contracts: Contracts = {}) {
  const assessment = assess([assertion], response(overrides), contracts);
  return assessment.outcome === 'pass' ? 'pass' : `${assessment.outcome}: ${assessment.failure.message}`;
}
