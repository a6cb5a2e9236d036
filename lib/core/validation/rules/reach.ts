import ipaddr from 'ipaddr.js';
import { isAllowable, isAllowedAddress, literalAddress } from '../../address.ts';
import type { Draft, DraftCheck } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { show } from '../show.ts';

/** A host that a check calls. `got`: how it stands in the definition. */
export type Called = { readonly check: DraftCheck; readonly at: Path; readonly got: string };

/** A host that is an address, or this machine, and that no region of the check may reach. */
export function unreachable(hostname: string, { check, at, got }: Called, draft: Draft): readonly Finding[] {
  const addresses = addressesOf(hostname);
  const regions = draft.regions.filter(({ name }) => check.regions.includes(name));
  if (addresses.length === 0 || regions.length === 0) return [];
  if (regions.some(({ allow }) => addresses.some((address) => isAllowedAddress(address, allow)))) return [];
  const [address = ''] = addresses;
  return [
    {
      at,
      message: `no region of the check may reach ${address}`,
      got: got === show(address) ? got : `${got} is ${addresses.join(' or ')}`,
      allowed: "public addresses, and the ranges in a region's allow",
      fix: fixOf(address, check, draft),
    },
  ];
}

/** The addresses that a host name is without asking anyone. */
function addressesOf(hostname: string): readonly string[] {
  const literal = literalAddress(hostname);
  if (literal !== undefined) return [ipaddr.process(literal).toString()];
  return /(?:^|\.)localhost\.?$/i.test(hostname) ? ['127.0.0.1', '::1'] : [];
}

/**
 * Private ranges may be meant; nobody means the metadata of a machine or an address that is none. The list is the
 * monitor's whole one, so that who copies it loses no region and no range.
 */
function fixOf(address: string, check: DraftCheck, { regions }: Draft): string {
  if (!isAllowable(address)) return 'use a public address';
  const bits = address.includes(':') ? 128 : 32;
  const range = address.startsWith('127.') ? '127.0.0.0/8' : `${address}/${bits}`;
  const entries = regions.map(({ name, allow }) => {
    const ranges = check.regions.includes(name) ? [...allow, range] : allow;
    if (ranges.length === 0) return `'${name}'`;
    return `{ region: '${name}', allow: [${ranges.map((one) => `'${one}'`).join(', ')}] }`;
  });
  return `if this is meant: regions: [${entries.join(', ')}]`;
}
