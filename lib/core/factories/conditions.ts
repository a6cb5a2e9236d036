import type { Assertion, Condition, Json } from '../assertion.ts';

/** Makes the assertion of a condition. */
export type Ask = (condition: Condition) => Assertion;

/** What may be asked of a number. */
export type NumberConditions = {
  equals(n: number): Assertion;
  atLeast(n: number): Assertion;
  atMost(n: number): Assertion;
  oneOf(ns: readonly number[]): Assertion;
};

/** What may be asked of a text. */
export type TextConditions = {
  equals(text: string): Assertion;
  oneOf(texts: readonly string[]): Assertion;
  contains(text: string): Assertion;
  matches(pattern: RegExp): Assertion;
  /**
   * Asks what a group of the pattern matched, by its number or name; digits are a number where they are compared with one:
   * `bodyText().capture(/version (\d+)/).atLeast(3)`. Default: the first group. Fails where the pattern matches nothing.
   */
  capture(pattern: RegExp, group?: number | string): CaptureConditions;
};

/** What may be asked of what a group of a pattern matched. */
export type CaptureConditions = {
  equals(value: number | string): Assertion;
  oneOf(values: readonly (number | string)[]): Assertion;
  atLeast(n: number): Assertion;
  atMost(n: number): Assertion;
  contains(text: string): Assertion;
  matches(pattern: RegExp): Assertion;
};

/** What may be asked of a list of texts. */
export type ListConditions = {
  /** The same items, in any order. */
  equals(items: readonly Json[]): Assertion;
  /** One of its items is this. */
  contains(item: string): Assertion;
  /** How many items it has. */
  count(): NumberConditions;
  /** Asks each item. An empty list does not meet it: nothing was looked at. */
  every(): TextConditions;
  /** Asks for one item at least. */
  some(): TextConditions;
};

/** What may be asked of something that is so or not. */
export type FlagConditions = { equals(value: boolean): Assertion };

export function numberConditions(ask: Ask): NumberConditions {
  return {
    equals: (value) => ask({ is: 'equals', value }),
    atLeast: (value) => ask({ is: 'atLeast', value }),
    atMost: (value) => ask({ is: 'atMost', value }),
    oneOf: (value) => ask({ is: 'oneOf', value }),
  };
}

export function textConditions(ask: Ask): TextConditions {
  return {
    equals: (value) => ask({ is: 'equals', value }),
    oneOf: (value) => ask({ is: 'oneOf', value }),
    contains: (value) => ask({ is: 'contains', value }),
    matches: (value) => ask({ is: 'matches', value }),
    capture: (value, group = 1) => captureConditions((condition) => ask({ is: 'capture', value, group, condition })),
  };
}

function captureConditions(ask: Ask): CaptureConditions {
  return {
    equals: (value) => ask({ is: 'equals', value }),
    oneOf: (value) => ask({ is: 'oneOf', value }),
    atLeast: (value) => ask({ is: 'atLeast', value }),
    atMost: (value) => ask({ is: 'atMost', value }),
    contains: (value) => ask({ is: 'contains', value }),
    matches: (value) => ask({ is: 'matches', value }),
  };
}

export function listConditions(ask: Ask): ListConditions {
  return {
    equals: (value) => ask({ is: 'sameItems', value }),
    contains: (value) => ask({ is: 'contains', value }),
    count: () => numberConditions((condition) => ask({ is: 'count', condition })),
    every: () => textConditions((condition) => ask({ is: 'every', condition })),
    some: () => textConditions((condition) => ask({ is: 'some', condition })),
  };
}

export function flagConditions(ask: Ask): FlagConditions {
  return { equals: (value) => ask({ is: 'equals', value }) };
}
