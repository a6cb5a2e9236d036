import type { Assertion } from '../assertion.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { asciiName } from '../dns-text.ts';
import { numberFact } from '../factories/facts.ts';
import { namesFact } from '../facts-asked.ts';

/** The cadences of a `domain` check: registries limit how often they are asked, and a registration ends on a day. */
export const DOMAIN_CADENCES = ['1h', '6h', '12h', '24h'] as const;

/** How often a registration is looked at where the check does not say. */
export const DEFAULT_DOMAIN_CADENCE = '12h';

/** A registration with fewer days left fails, and with fewer than these is warned of, where the check does not say. */
const FAIL_DAYS = 7;
const WARN_DAYS = 30;

export type DomainOptions = Omit<CommonOptions, 'every' | 'detect'> & {
  /** Default 12h; at least 1h. */
  readonly every?: (typeof DOMAIN_CADENCES)[number];
  /** The registered domain itself: `shop.example`, not a host in it. */
  readonly name: string;
  /** The registry's RDAP server, an http or https URL. Default: the one that IANA's list names for the top-level domain. */
  readonly server?: string;
  /** Fails when the registration ends in fewer days. Default 7. `false`: nothing is expected of the days. */
  readonly minDaysLeft?: number | false;
};

/** A `domain` check as a person wrote it. */
export type DomainDefinition = DomainOptions & { readonly kind: 'domain'; readonly id: string };

/** What a `domain` check asks. */
export type DomainFields = {
  readonly kind: 'domain';
  /** In lower case, without its last dot. */
  readonly name: string;
  readonly server?: string;
};

export type DomainCheck = CommonCheck & DomainFields;

/** What a `domain` check asks and expects. One that asks for the days left itself is left alone with that. */
export function compileDomain(definition: DomainDefinition): DomainFields & Pick<CommonCheck, 'target' | 'expect'> {
  const { server, minDaysLeft = FAIL_DAYS, expect = [] } = definition;
  const name = asciiName(definition.name) ?? definition.name;
  const isNamed = definition.minDaysLeft === undefined && namesFact(expect, 'domain.daysLeft');
  return {
    kind: 'domain',
    target: `registration of ${name}`,
    name,
    ...(server !== undefined && { server }),
    expect: [...(isNamed || minDaysLeft === false ? [] : daysOf(minDaysLeft)), ...expect].map(compileAssertion),
  };
}

function daysOf(least: number): readonly Assertion[] {
  const days = numberFact('domain.daysLeft');
  const warning: Assertion = { ...days.atLeast(WARN_DAYS), level: 'warn' };
  return [days.atLeast(least), ...(least < WARN_DAYS ? [warning] : [])];
}
