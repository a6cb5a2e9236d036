/** What the definition's schemas are compiled to: bundled in the place of `#contracts`. */
declare module '#contracts' {
  import type { Contracts } from '../lib/core/contract.ts';

  export const contracts: Contracts;
}
