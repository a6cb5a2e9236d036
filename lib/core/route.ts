import type { VerdictName } from './verdict.ts';

export const ROUTES = ['page', 'warn', 'silent'] as const;

/** `page` wakes a person, `warn` can wait for the morning, `silent` keeps the record and tells nobody. */
export type Route = (typeof ROUTES)[number];

/** Verdicts of a check that make an incident. `unknown` makes one of the monitor's own. */
export type RoutedVerdict = Extract<VerdictName, 'down' | 'partial' | 'degraded' | 'flapping'>;

export type Routes = Readonly<Record<RoutedVerdict, Route>>;

export const DEFAULT_ROUTES: Routes = { down: 'page', partial: 'warn', degraded: 'warn', flapping: 'page' };
