/** What sort of value a fact is: it decides what may be asked of it. */
export type FactSort = 'number' | 'text' | 'list' | 'flag';

/** One fact. `kinds`: the kinds of check that find it out. `means`: it in a sentence. */
export type FactRow = { readonly sort: FactSort; readonly kinds: readonly string[]; readonly means: string };

/**
 * The facts that kinds of check find out beside status, headers and body. An assertion of `on: 'fact'` asks one by its
 * name.
 */
export const FACTS = {} as const satisfies Readonly<Record<string, FactRow>>;

export type FactName = keyof typeof FACTS;

/** The names of the facts of one sort. */
export type FactOf<S extends FactSort> = {
  [Name in FactName]: (typeof FACTS)[Name] extends { readonly sort: S } ? Name : never;
}[FactName];
