import { DEFAULT_DOMAIN_CADENCE, type DomainDefinition, type DomainOptions } from '../kinds/domain.ts';
import { carry } from './carry.ts';
import type { ListConditions, NumberConditions, TextConditions } from './conditions.ts';
import { listFact, numberFact, textFact } from './facts.ts';

/** A check of when the registration of a domain ends, each 12 hours unless told otherwise. `id` as with `http`. */
export function domain(id: string, options: DomainOptions): DomainDefinition {
  return { every: DEFAULT_DOMAIN_CADENCE, ...carry(options, { kind: 'domain' as const, id }) };
}

/** Asks in how many whole days the registration ends; below 0 once it has. */
export function domainDaysLeft(): NumberConditions {
  return numberFact('domain.daysLeft');
}

/** Asks the states of the registration, as RDAP names them: `active`, `client hold`, `redemption period`. */
export function domainStatus(): ListConditions {
  return listFact('domain.status');
}

/** Asks the name of the registrar. */
export function registrar(): TextConditions {
  return textFact('domain.registrar');
}
