import type { Json } from '../assertion.ts';
import { excerpt } from '../condition.ts';
import type { Contracts } from '../contract.ts';
import type { Facts } from '../facts.ts';

/** What an expectation is held against: what came, its text as JSON (parsed once), and what was compiled before. */
export type Answer = { readonly facts: Facts; readonly json: () => Parsed; readonly contracts: Contracts };

/** A text as JSON, or in words why it is none. */
export type Parsed = { readonly document: Json } | { readonly problem: string };

export function answerOf(facts: Facts, contracts: Contracts): Answer {
  let parsed: Parsed | undefined;
  return {
    facts,
    contracts,
    json: () => {
      parsed ??= parseJson(facts.body ?? '');
      return parsed;
    },
  };
}

function parseJson(body: string): Parsed {
  try {
    return { document: JSON.parse(body) as Json };
  } catch {
    return { problem: body.trim() === '' ? 'an empty body, not JSON' : excerpt(`not JSON: ${body.trim()}`) };
  }
}
