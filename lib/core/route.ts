import type { Incident } from './incident.ts';
import type { CheckPolicy } from './incident-step.ts';
import type { RoutedVerdict, Routes } from './verdict.ts';

export const ROUTES = ['page', 'warn', 'silent'] as const;

/** What becomes of a verdict whose route nobody names. */
export const DEFAULT_ROUTES: Routes = { down: 'page', partial: 'warn', degraded: 'warn', flapping: 'page' };

/** How loudly an incident is told: `critical` wakes, `warning` can wait, and with `silent` nobody is told. */
export function loudnessOf(
  about: RoutedVerdict,
  { routes = DEFAULT_ROUTES }: CheckPolicy,
): Pick<Incident, 'severity' | 'silent'> {
  const route = routes[about];
  return { severity: route === 'page' ? 'critical' : 'warning', ...(route === 'silent' && { silent: true as const }) };
}

/** What an incident is about. Those of earlier releases say it by their severity. */
export function aboutOf({ about, severity }: Incident): RoutedVerdict {
  return about ?? (severity === 'critical' ? 'down' : 'degraded');
}
