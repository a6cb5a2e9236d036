import ipaddr from 'ipaddr.js';
import { regionFlaw } from '../aws-regions.ts';
import { type Draft, fieldsOf, listOf } from '../draft.ts';
import type { Finding, Path } from '../problem.ts';
import { list, nearest, show } from '../show.ts';
import { controlFindings } from './controls.ts';
import { duplicates, namesIn } from './ids.ts';

const ENTRY_KEYS = ['region', 'name', 'vpc', 'allow', 'controls'];

const ENTRY = "'eu-west-1' or { region: 'eu-west-1', allow: ['10.0.0.0/8'] }";

/** The monitor's regions: at least one, each an AWS region, once, with ranges that parse. */
export function regionEntries(draft: Draft): readonly Finding[] {
  const none = draft.regionEntries?.length === 0 ? [noRegion()] : [];
  const named = draft.regions.map(({ at, name }) => ({ at, name }));
  return [
    ...none,
    ...(draft.regionEntries ?? []).flatMap((entry, index) => entryFindings(entry, ['regions', index])),
    ...duplicates(named, 'the region', 'remove one of them, or give it a name of its own'),
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
  const { region, name, vpc, allow, controls, ...rest } = fieldsOf(entry);
  const unknown = Object.keys(rest).map((key) => {
    const meant = nearest(key, ENTRY_KEYS);
    const fix = meant === undefined ? 'remove it' : `did you mean ${show(meant)}?`;
    return { at: [...at, key], message: `unknown key ${show(key)}`, allowed: list(ENTRY_KEYS), fix };
  });
  return [
    ...unknown,
    ...nameFindings(region, [...at, 'region']),
    ...placeFindings(name, [...at, 'name']),
    ...vpcFindings(vpc, [...at, 'vpc']),
    ...allowFindings(allow, [...at, 'allow']),
    ...controlFindings(controls, [...at, 'controls'], listOf(allow)),
  ];
}

/** The name of a place is part of resource names, and must not be taken for another AWS region. */
function placeFindings(name: unknown, at: Path): readonly Finding[] {
  if (name === undefined) return [];
  if (typeof name === 'string' && /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/.test(name)) return [];
  const allowed = 'lower case letters, digits and dashes, the first a letter, at most 32';
  return [{ at, message: 'the name of the place is not valid', allowed, fix: "write it such as 'eu-west-1-vpc'" }];
}

function vpcFindings(vpc: unknown, at: Path): readonly Finding[] {
  if (vpc === undefined) return [];
  const allowed = "{ vpcId: 'vpc-…', subnetIds: ['subnet-…'], securityGroupIds?: ['sg-…'] }";
  const { vpcId, subnetIds, securityGroupIds, ...rest } = fieldsOf(vpc);
  const wrong: string[] = Object.keys(rest).map((key) => `unknown key ${show(key)}`);
  if (!isIds([vpcId], 'vpc')) wrong.push('vpcId is not the id of a VPC');
  if (!isIds(subnetIds, 'subnet')) wrong.push('subnetIds is not a list of ids of subnets');
  if (securityGroupIds !== undefined && !isIds(securityGroupIds, 'sg')) {
    wrong.push('securityGroupIds is not a list of ids of security groups');
  }
  if (wrong.length === 0) return [];
  return [{ at, message: `the VPC is not valid: ${wrong.join(', ')}`, allowed, fix: 'write it in this form' }];
}

function isIds(value: unknown, prefix: string): boolean {
  const isId = (one: unknown) => typeof one === 'string' && new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(one);
  return Array.isArray(value) && value.length > 0 && value.length <= 16 && value.every(isId);
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
