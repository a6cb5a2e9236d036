/** What sort of value a fact is: it decides what may be asked of it. */
export type FactSort = 'number' | 'text' | 'list' | 'flag';

/**
 * The facts that kinds of check find out beside status, headers and body: each with its sort, in a sentence. An
 * assertion of `on: 'fact'` asks one by its name.
 */
export const FACTS = {} as const satisfies Readonly<
  Record<string, { readonly sort: FactSort; readonly means: string }>
>;

export type FactName = keyof typeof FACTS;
