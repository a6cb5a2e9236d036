import type { MonitorDefinition } from '../monitor.ts';
import { carry } from './carry.ts';

export type MonitorOptions = Omit<MonitorDefinition, 'kind'>;

/** A monitor: the default export of `checks/index.ts`. Says nothing about mistakes; `killdeer validate` and the synth do. */
export function defineMonitor(options: MonitorOptions): MonitorDefinition {
  return carry(options, { kind: 'monitor' as const });
}
