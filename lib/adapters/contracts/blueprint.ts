import type { JsonSchema } from '../../core/assertion.ts';

/** What one answer of an operation is, before its schemas are compiled. */
export type ResponseBlueprint = {
  readonly headers: readonly string[];
  /** By media type; null where there is no schema, or none that can be held against it. */
  readonly content: Readonly<Record<string, JsonSchema | null>>;
};

/** What a contract is compiled from. The schemas need nothing outside of themselves. */
export type Blueprint =
  | { readonly kind: 'schema'; readonly schema: JsonSchema }
  | { readonly kind: 'operation'; readonly responses: Readonly<Record<string, ResponseBlueprint>> };

/** A contract that cannot be compiled. `on`: the part of the assertion that is at fault. */
export class ContractFlaw extends Error {
  override readonly name = 'ContractFlaw';
  readonly on: 'schema' | 'file' | 'operation';
  readonly allowed: string | undefined;
  readonly fix: string;

  constructor(
    on: ContractFlaw['on'],
    message: string,
    { allowed, fix }: { readonly allowed?: string; readonly fix: string },
  ) {
    super(message);
    this.on = on;
    this.allowed = allowed;
    this.fix = fix;
  }
}
