import ipaddr from 'ipaddr.js';
import { regionFlaw } from '../aws-regions.ts';
import { type Draft, fieldsOf, listOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { duplicates, namesIn } from './ids.ts';

const ENTRY = "'eu-west-1' or { region: 'eu-west-1', allow: ['10.0.0.0/8'] }";

/** The monitor's regions: at least one, each an AWS region, once, with ranges that parse. */
export function regionEntries(draft: Draft): readonly Finding[] {
  const none = draft.regionEntries?.length === 0 ? [noRegion()] : [];
  const named = draft.regions.map(({ at, name }) => ({ at, name }));
  return [
    ...none,
    ...(draft.regionEntries ?? []).flatMap((entry, index) => entryFindings(entry, ['regions', index])),
    ...duplicates(named, 'the region', 'remove one of them'),
  ];
}

/** The regions that a service is switched in. */
export function serviceRegions(draft: Draft): readonly Finding[] {
  return draft.services.flatMap(({ at, fields }) => {
    const { regions } = fields;
    if (!Array.isArray(regions)) return [];
    const path = [...at, 'regions'];
    if (regions.length === 0) {
      return [
        { at: path, message: 'the service has no region', fix: 'leave regions out (the home region), or name one' },
      ];
    }
    const named = namesIn(regions, path);
    return [
      ...regions.flatMap((name, index) => nameFindings(name, [...path, index])),
      ...duplicates(named, 'the region', 'remove one of them'),
    ];
  });
}

function noRegion(): Finding {
  return {
    at: ['regions'],
    message: 'there is no region to probe from',
    allowed: `a list of ${ENTRY}`,
    fix: 'name one',
  };
}

function entryFindings(entry: unknown, at: Path): readonly Finding[] {
  if (typeof entry === 'string') return nameFindings(entry, at);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return [{ at, message: 'not a region', allowed: ENTRY, fix: 'write it in one of these forms' }];
  }
  const { region, allow, ...rest } = fieldsOf(entry);
  const unknown = Object.keys(rest).map((key) => {
    const meant = nearest(key, ['region', 'allow']);
    const fix = meant === undefined ? 'remove it' : `did you mean ${show(meant)}?`;
    return { at: [...at, key], message: `unknown key ${show(key)}`, allowed: 'region, allow', fix };
  });
  return [...unknown, ...nameFindings(region, [...at, 'region']), ...allowFindings(allow, [...at, 'allow'])];
}

function nameFindings(name: unknown, at: Path): readonly Finding[] {
  const flaw = regionFlaw(name);
  return flaw === undefined ? [] : [{ at, ...flaw }];
}

function allowFindings(allow: unknown, at: Path): readonly Finding[] {
  if (allow === undefined) return [];
  const allowed = `ranges such as ${list(['10.0.0.0/8', 'fd00::/8'])}`;
  if (!Array.isArray(allow))
    return [{ at, message: 'allow is not a list', allowed, fix: "write allow: ['10.0.0.0/8']" }];
  return listOf(allow).flatMap((range, index) => {
    if (typeof range === 'string' && isRange(range)) return [];
    return [
      {
        at: [...at, index],
        message: 'not a range of addresses (CIDR)',
        allowed,
        fix: 'write an address, a slash and the bits',
      },
    ];
  });
}

function isRange(text: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text);
}
