import {
  activeHours,
  both,
  consecutive,
  either,
  flapping,
  maintenance,
  ofLast,
  quorum,
  rate,
  slo,
  upstream,
} from '../../../../lib/index.ts';
import { tripped } from './stage.ts';
import type { Row } from './verdicts.ts';

const NOON_TO_HALF_PAST = maintenance({ recurring: { days: ['sun'] }, from: '12:00', to: '12:30', zone: 'UTC' });

/** Under rules that somebody chose. */
export const RULED_ROWS: readonly Row[] = [
  {
    world: 'everything fails for five minutes',
    rules: 'three in a row to fail and five to recover',
    with: { failWhen: consecutive(3), recoverWhen: consecutive(5) },
    verdicts: '12:00 partial · 12:20 down · 12:20 trigger (page) · 19:20 partial · 19:40 up · 19:40 resolve (page)',
  },
  {
    world: 'everything fails for five minutes',
    rules: 'a switch with a slower rule of its own',
    with: { contain: tripped({ when: consecutive(4) }) },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 13:20 update (page) · 13:20 tripped · 16:20 partial · 16:40 up · 24:40 released · 25:00 resolve (page)',
  },
  {
    world: 'everything fails for five minutes',
    rules: 'down routed to a warning',
    with: { routes: { down: 'warn' } },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (warning) · 16:20 partial · 16:40 up · 16:40 resolve (warning)',
  },
  {
    world: 'everything fails for five minutes',
    rules: 'maintenance from noon to 12:30',
    with: { maintenance: [NOON_TO_HALF_PAST] },
    verdicts: '11:00 partial · 11:20 down · 16:20 partial · 16:40 up',
  },
  {
    world: 'everything fails for an hour',
    rules: 'a switch that is tripped',
    with: { contain: tripped() },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 11:20 tripped · 71:20 partial · 71:40 up · 79:40 released · 80:00 resolve (page)',
  },
  {
    world: 'everything fails for an hour',
    rules: 'maintenance from noon to 12:30',
    with: { maintenance: [NOON_TO_HALF_PAST] },
    verdicts: '11:00 partial · 11:20 down · 30:00 trigger (page) · 71:20 partial · 71:40 up · 71:40 resolve (page)',
  },
  {
    world: 'everything fails for an hour',
    rules: 'active hours that end at 12:30',
    with: { activeHours: activeHours({ from: '08:00', to: '12:30', zone: 'UTC' }) },
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page)',
  },
  {
    world: 'everything fails for two minutes',
    rules: 'a switch with a slower rule of its own',
    with: { contain: tripped({ when: consecutive(4) }) },
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 13:20 partial · 13:40 up · 13:40 resolve (page)',
  },
  {
    world: 'one region of several fails for ten minutes',
    rules: 'a quorum of a third of the regions',
    with: { regions: quorum(0.33) },
    verdicts: '11:00 down · 11:00 trigger (page) · 21:00 up · 21:00 resolve (page)',
  },
  {
    world: 'one region of several fails for ten minutes',
    rules: 'partial routed to nobody',
    with: { routes: { partial: 'silent' } },
    verdicts: '11:00 partial · 21:00 up',
  },
  {
    world: 'two regions of three or more fail for ten minutes',
    rules: 'a switch that all regions must agree on',
    with: { contain: tripped({ quorum: 3 }) },
    verdicts: '11:00 partial · 11:20 down · 11:20 trigger (page) · 21:00 partial · 21:20 up · 21:20 resolve (page)',
  },
  {
    world: 'two regions of three or more fail for ten minutes',
    rules: 'a quorum of all regions',
    with: { regions: quorum(3) },
    verdicts: '11:00 partial · 13:00 trigger (warning) · 21:20 up · 21:20 resolve (warning)',
  },
  {
    world: 'every third run fails for half an hour',
    rules: 'three of the last nine',
    with: { failWhen: ofLast(3, 9) },
    verdicts:
      '18:00 partial · 18:20 down · 18:20 trigger (page) · 20:20 partial · 20:40 up · 20:40 resolve (page) · 27:00 partial · 27:20 flapping · 27:20 trigger (warning) · 42:20 update (warning) · 46:20 up · 46:20 resolve (warning)',
  },
  {
    world: 'every third run fails for half an hour',
    rules: 'a rate of a quarter',
    with: { failWhen: rate(0.25, '15m') },
    verdicts: '21:00 partial · 21:20 down · 21:20 trigger (page) · 48:20 partial · 48:40 up · 48:40 resolve (page)',
  },
  {
    world: 'every second run fails for half an hour',
    rules: 'three of the last six',
    with: { failWhen: ofLast(3, 6) },
    verdicts: '14:00 partial · 14:20 down · 14:20 trigger (page) · 40:20 partial · 40:40 up · 40:40 resolve (page)',
  },
  {
    world: 'a brownout: a third of the runs fail by chance for half an hour',
    rules: 'a rate of a quarter, beside two in a row',
    with: { failWhen: either(consecutive(2), rate(0.25, '15m')) },
    verdicts:
      '13:40 partial · 15:40 trigger (warning) · 20:20 down · 20:20 update (page) · 48:40 partial · 49:20 up · 49:20 resolve (page)',
  },
  {
    world: 'a brownout: a third of the runs fail by chance for half an hour',
    rules: 'a rate and two in a row at once',
    with: { failWhen: both(consecutive(2), rate(0.25, '15m')) },
    verdicts:
      '22:40 partial · 24:40 trigger (warning) · 34:00 down · 34:00 update (page) · 48:40 partial · 49:20 up · 49:20 resolve (page)',
  },
  {
    world: 'a slow burn: two of a hundred runs fail by chance for six hours',
    rules: 'an error budget of one in a thousand',
    with: { slo: slo({ objective: 99.9, window: '30d' }) },
    verdicts:
      '114:40 $slo:check.reviews down · 114:40 $slo:check.reviews trigger (page) · 198:20 $slo:check.reviews degraded · 198:20 $slo:check.reviews resolve (page) · 200:20 $slo:check.reviews trigger (warning) · 208:40 $slo:check.reviews down · 208:40 $slo:check.reviews update (page) · 311:00 $slo:check.reviews degraded · 311:00 $slo:check.reviews resolve (page) · 313:00 $slo:check.reviews trigger (warning) · 327:00 $slo:check.reviews down · 327:00 $slo:check.reviews update (page)',
  },
  {
    world: 'it goes up and down every three minutes for an hour',
    rules: 'a switch that is tripped',
    with: { contain: tripped() },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 11:20 tripped · 14:20 partial · 14:40 up · 16:20 tripped · 17:00 partial · 17:20 down · 20:20 partial · 20:40 up · 22:20 tripped · 23:00 partial · 23:20 down · 26:20 partial · 26:40 up · 28:20 update (page) · 28:20 tripped · 29:00 partial · 29:20 down · 32:20 partial · 32:40 up · 35:00 partial · 35:20 down · 38:20 partial · 38:40 up · 41:00 partial · 41:20 down · 44:20 partial · 44:40 up · 47:00 partial · 47:20 down · 50:20 partial · 50:40 up · 53:00 partial · 53:20 down · 56:20 partial · 56:40 up · 59:00 partial · 59:20 down · 62:20 partial · 62:40 up · 65:00 partial · 65:20 down · 68:20 partial · 68:40 up · 83:40 released · 84:00 resolve (page)',
  },
  {
    world: 'it goes up and down every three minutes for an hour',
    rules: 'no flapping',
    with: { flapping: false },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 14:20 partial · 14:40 up · 14:40 resolve (page) · 17:00 partial · 17:20 down · 17:20 trigger (page) · 20:20 partial · 20:40 up · 20:40 resolve (page) · 23:00 partial · 23:20 down · 23:20 trigger (page) · 26:20 partial · 26:40 up · 26:40 resolve (page) · 29:00 partial · 29:20 down · 29:20 trigger (page) · 32:20 partial · 32:40 up · 32:40 resolve (page) · 35:00 partial · 35:20 down · 35:20 trigger (page) · 38:20 partial · 38:40 up · 38:40 resolve (page) · 41:00 partial · 41:20 down · 41:20 trigger (page) · 44:20 partial · 44:40 up · 44:40 resolve (page) · 47:00 partial · 47:20 down · 47:20 trigger (page) · 50:20 partial · 50:40 up · 50:40 resolve (page) · 53:00 partial · 53:20 down · 53:20 trigger (page) · 56:20 partial · 56:40 up · 56:40 resolve (page) · 59:00 partial · 59:20 down · 59:20 trigger (page) · 62:20 partial · 62:40 up · 62:40 resolve (page) · 65:00 partial · 65:20 down · 65:20 trigger (page) · 68:20 partial · 68:40 up · 68:40 resolve (page)',
  },
  {
    world: 'it goes up and down every ten minutes for two hours',
    rules: 'flapping in an hour',
    with: { flapping: flapping({ changes: 3, window: '1h' }) },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 21:20 partial · 21:40 up · 21:40 resolve (page) · 31:00 partial · 31:20 flapping · 31:20 trigger (warning) · 91:20 update (warning)',
  },
  {
    world: 'it goes up and down every three minutes, then stays down for half an hour',
    rules: 'a switch that is tripped',
    with: { contain: tripped() },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 11:20 tripped · 14:20 partial · 14:40 up · 16:20 tripped · 17:00 partial · 17:20 down · 50:20 partial · 50:40 up · 58:40 released · 59:00 resolve (page)',
  },
  {
    world: 'it goes up and down every three minutes, then stays down for half an hour',
    rules: 'no flapping',
    with: { flapping: false },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 14:20 partial · 14:40 up · 14:40 resolve (page) · 17:00 partial · 17:20 down · 17:20 trigger (page) · 50:20 partial · 50:40 up · 50:40 resolve (page)',
  },
  {
    world: 'it fails, is well for five minutes, and fails again',
    rules: 'a switch that is tripped',
    with: { contain: tripped() },
    verdicts:
      '11:00 partial · 11:20 down · 11:20 trigger (page) · 11:20 tripped · 16:20 partial · 16:40 up · 20:20 tripped · 21:00 partial · 21:20 down · 26:20 partial · 26:40 up · 34:40 released · 35:00 resolve (page)',
  },
  {
    world: 'it warns of its latency for ten minutes',
    rules: 'warnings routed to the pager',
    with: { routes: { degraded: 'page' } },
    verdicts: '11:20 degraded · 13:20 trigger (page) · 20:20 up · 20:20 resolve (page)',
  },
  {
    world: 'it warns of its latency for ten minutes',
    rules: 'a rule of its own for warnings',
    with: { degradedWhen: consecutive(8) },
    verdicts: '17:20 degraded · 19:20 trigger (warning) · 20:20 up · 20:20 resolve (warning)',
  },
  {
    world: 'it warns of its latency for ten minutes',
    rules: 'a rate of warnings',
    with: { degradedWhen: rate(0.9, '20m') },
    verdicts: '',
  },
  {
    world: 'every region is cut off: all is unknown',
    rules: 'a switch that is tripped',
    with: { contain: tripped() },
    verdicts:
      '12:40 unknown · 13:00 $monitor down · 13:00 $monitor trigger (page) · 40:00 up · 41:00 $monitor up · 41:00 $monitor resolve (page)',
  },
  {
    world: 'one region is cut off while the others fail',
    rules: 'a switch that is tripped',
    with: { contain: tripped() },
    verdicts:
      '11:20 partial · 11:40 down · 11:40 trigger (page) · 11:40 tripped · 15:00 $monitor down · 15:00 $monitor trigger (page) · 21:00 $monitor up · 21:00 $monitor resolve (page) · 21:20 partial · 21:40 up · 29:40 released · 30:00 resolve (page)',
  },
  {
    world: 'the check and its parent fail at once',
    rules: 'a parent of somebody else',
    with: { dependsOn: [upstream('storefront')] },
    verdicts:
      '11:00 partial · 11:00 storefront partial · 11:20 down · 11:20 storefront down · 11:20 storefront trigger (page) · 21:20 partial · 21:20 storefront partial · 21:40 up · 21:40 storefront up · 21:40 storefront resolve (page)',
  },
];
