import type { ParentDefinition } from '../dependency.ts';
import type { AnomalyDefinition } from '../detect/sensitivity.ts';
import type { FlappingDefinition } from '../flapping.ts';
import type { SloDefinition } from '../slo/slo.ts';
import { carry } from './carry.ts';

/** When going up and down is one trouble: `flapping({ changes: 3, window: '15m' })`. 2 to 20 changes in `1m` to `24h`. */
export function flapping(options: Omit<FlappingDefinition, 'kind'>): FlappingDefinition {
  return carry(options, { kind: 'flapping' as const });
}

/**
 * Whether a change against what is usual makes a check degraded: `detect: anomaly({ sensitivity: 'low' })`. `low`, `normal`
 * (the default) or `high`: docs/rules.md says how often each is wrong.
 */
export function anomaly(options: Omit<AnomalyDefinition, 'kind'> = {}): AnomalyDefinition {
  return carry(options, { kind: 'anomaly' as const });
}

/** A check of somebody else's that this one needs: `dependsOn: ['gateway', upstream('stripe')]`. */
export function upstream(check: string): ParentDefinition {
  return { check, kind: 'upstream' };
}

/** The share of runs that must pass: `slo({ objective: 99.9, window: '30d' })`; of a service also whose runs: `checks`. */
export function slo(options: Omit<SloDefinition, 'kind'>): SloDefinition {
  return carry(options, { kind: 'slo' as const });
}
