import { z } from 'zod';
import { SENSITIVITIES } from '../detect/sensitivity.ts';
import { ROUTES } from '../route.ts';
import { DAY, MINUTE, parseDuration } from '../time.ts';
import { array, type Flaw, leaf, oneOf, strict, wholeNumber } from './schema-parts.ts';

function between(name: string, example: string, least: number, most: number, allowed: string): z.ZodType {
  return leaf((value): Flaw | undefined => {
    const ms = parseDuration(value);
    if (ms !== undefined && ms >= least && ms <= most) return undefined;
    return {
      message: `${name} is ${ms === undefined ? 'not a duration' : 'out of range'}`,
      allowed,
      fix: `write '${example}'`,
    };
  });
}

// `false` is none, for which an object would say more than there is.
/** When going up and down is one trouble. */
export const flapping = z.preprocess(
  (value) => (value === false ? { kind: 'flapping', changes: 2, window: '1m' } : value),
  strict(
    {
      kind: z.literal('flapping', { error: () => "flapping({ changes: 3, window: '15m' }) or false" }),
      changes: wholeNumber('changes', 2, 20),
      window: between('the window', '15m', MINUTE, DAY, '1m to 24h'),
    },
    "flapping({ changes: 3, window: '15m' }) or false",
  ),
);

/** Whether what is unusual makes it degraded. `false` is none, for which an object would say more than there is. */
export const detect = z.preprocess(
  (value) => (value === false ? { kind: 'anomaly' } : value),
  strict(
    {
      kind: z.literal('anomaly', { error: () => "anomaly({ sensitivity: 'normal' }) or false" }),
      sensitivity: oneOf('sensitivity', SENSITIVITIES).optional(),
    },
    "anomaly({ sensitivity: 'normal' }) or false",
  ),
);

const route = oneOf('the route', ROUTES).optional();

/** What is unknown is the monitor's own trouble, whichever check it is about. */
const notOfACheck = leaf((): Flaw => {
  const fix = "route it once for all checks: defineMonitor({ routes: { unknown: 'warn' }, … })";
  return { message: 'unknown opens no incident of the check', allowed: 'down, partial, degraded and flapping', fix };
}).optional();

/** Who hears of which verdict of a check. */
export const routes = strict(
  { down: route, partial: route, degraded: route, flapping: route, unknown: notOfACheck },
  "{ degraded: 'page', partial: 'silent' }",
);

/** Who hears that the monitor itself sees nothing. */
export const monitorRoutes = strict({ unknown: route }, "{ unknown: 'warn' }");

/** What a check needs; whether it exists is judged by rules/dependencies.ts. */
export const dependsOn = array(z.unknown(), "a list of check ids: ['gateway', upstream('stripe')]");

/** The share of runs that must pass. Whose they are is judged by rules/slos.ts. */
export const slo = strict(
  {
    kind: z.literal('slo', { error: () => 'slo({ objective: 99.9 })' }),
    objective: leaf((value): Flaw | undefined => {
      const isShare = typeof value === 'number' && value > 0 && value <= 1;
      if (typeof value === 'number' && value > 1 && value < 100) return undefined;
      const allowed = 'above 1, below 100';
      if (isShare && value < 1) {
        const fix = `write ${Number((value * 100).toFixed(6))}`;
        return { message: 'the objective is a share, not a percentage', allowed, fix };
      }
      const fix = isShare || value === 100 ? 'allow some failures: write 99.9' : 'write 99.9';
      return { message: 'the objective is no percentage', allowed, fix };
    }),
    window: between('the window', '30d', 7 * DAY, 90 * DAY, '7d to 90d').optional(),
    checks: z.unknown().optional(),
  },
  "slo({ objective: 99.9, window: '30d' })",
);
