import type { FactName, FactOf } from '../fact.ts';
import {
  type Ask,
  type FlagConditions,
  flagConditions,
  type ListConditions,
  listConditions,
  type NumberConditions,
  numberConditions,
  type TextConditions,
  textConditions,
} from './conditions.ts';

// What the factories of the kinds' own facts are made of: `numberFact('certificate.daysLeft').atLeast(14)`.

/** Asks a fact that is a number. */
export function numberFact(name: FactOf<'number'>): NumberConditions {
  return numberConditions(ask(name));
}

/** Asks a fact that is a text. */
export function textFact(name: FactOf<'text'>): TextConditions {
  return textConditions(ask(name));
}

/** Asks a fact that is a list of texts. */
export function listFact(name: FactOf<'list'>): ListConditions {
  return listConditions(ask(name));
}

/** Asks a fact that is so or not. */
export function flagFact(name: FactOf<'flag'>): FlagConditions {
  return flagConditions(ask(name));
}

function ask(name: FactName): Ask {
  return (condition) => ({ on: 'fact', name, condition });
}
