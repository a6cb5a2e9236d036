/** A known fault of the past, to hold a back-test against. Instants in milliseconds since 1970, `to` excluded. */
export type Label = {
  readonly check: string;
  readonly from: number;
  readonly to: number;
  /** What happened, for a person. */
  readonly name: string;
};
