import { service } from 'killdeer';

/** Name of the monitor that watches the shop and writes its switchboard. */
export const MONITOR = 'shop';

/** The shop and its switches: imported by the checks, which trip them, and by the shop, which reads them. */
export const shop = service('shop', {
  switches: { recommendations: { failDefault: 'on', owner: 'team-discovery' } },
});
