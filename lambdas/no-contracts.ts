import type { Contracts } from '../lib/core/contract.ts';

/** Stands in the place of `#contracts` where a definition expects no schema. */
export const contracts: Contracts = {};
