import { hostOf, isAllowedAddress, literalAddress } from '../../address.ts';
import { MOST_CONTROLS } from '../../controls.ts';
import type { Finding, Path } from '../problem.ts';
import { show } from '../show.ts';
import { duplicates, namesIn } from './ids.ts';

/** A region's controls: web addresses that it may reach, each once, few, or none. */
export function controlFindings(controls: unknown, at: Path, allow: readonly unknown[]): readonly Finding[] {
  if (controls === undefined) return [];
  const allowed = `at most ${MOST_CONTROLS} of http://… or https://…; [] for none`;
  if (!Array.isArray(controls) || controls.length > MOST_CONTROLS) {
    return [
      { at, message: 'controls is not a list of URLs', allowed, fix: "write controls: ['https://…', 'https://…']" },
    ];
  }
  return [
    ...controls.flatMap((url: unknown, index) => urlFindings(url, [...at, index], allow)),
    ...duplicates(namesIn(controls, at), 'the control', 'remove one of them'),
  ];
}

function urlFindings(value: unknown, at: Path, allow: readonly unknown[]): readonly Finding[] {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === null || !isWeb || url.username !== '' || url.password !== '') {
    const allowed = 'http://… or https://…, without user or password';
    return [{ at, message: 'not the URL of a control', allowed, fix: "write it whole, such as 'https://a.example/'" }];
  }
  const address = literalAddress(hostOf(url.hostname) ?? url.hostname);
  const ranges = allow.filter((range) => typeof range === 'string');
  if (address === undefined || isAllowedAddress(address, ranges)) return [];
  return [
    {
      at,
      message: `the region may not reach ${address}`,
      got: show(value),
      allowed: "public addresses, and the ranges in the region's allow",
      fix: 'name a public host, or allow the range',
    },
  ];
}
