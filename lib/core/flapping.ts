import type { Duration } from './time.ts';

/** `changes` within `window` make a check flapping: going down is one, being well again is one. */
export type FlappingDefinition = { readonly kind: 'flapping'; readonly changes: number; readonly window: Duration };

/** With its window in milliseconds. */
export type Flapping = { readonly changes: number; readonly windowMs: number };

/** Where a check says nothing of it: who was woken is not woken again when it goes down once more within the window. */
export const DEFAULT_FLAPPING: FlappingDefinition = { kind: 'flapping', changes: 3, window: '15m' };
