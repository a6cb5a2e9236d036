import type { Monitor } from './monitor.ts';
import type { Service } from './service.ts';

/** The declared service, or for one that is gone, one without switches, so that what it still owes can be ended. */
export function serviceOf(monitor: Monitor, id: string): Service {
  return monitor.services.find((one) => one.id === id) ?? { id, regions: [monitor.home], maxOff: 0, switches: [] };
}
