import {
  bodyText,
  consecutive,
  defineMonitor,
  email,
  http,
  jsonPath,
  latency,
  quorum,
  status,
  trip,
  webhook,
} from 'killdeer';
import { MONITOR, shop } from './service.ts';

const base = process.env.SHOP_URL ?? 'https://shop.example';
const pagerHook = process.env.SHOP_WEBHOOK;

// A shop on this machine may be probed on its loopback address; a shop on the internet may not.
const isLocal = ['127.0.0.1', 'localhost'].includes(new URL(base).hostname);
const allow = isLocal ? ['127.0.0.0/8'] : [];

export default defineMonitor({
  name: MONITOR,
  home: 'eu-west-1',
  regions: [
    { region: 'eu-west-1', allow },
    { region: 'us-east-1', allow },
    { region: 'ap-southeast-2', allow },
  ],
  services: [shop],
  notify: [
    email(process.env.SHOP_EMAIL ?? 'oncall@shop.example'),
    ...(pagerHook ? [webhook('pager', { url: pagerHook })] : []),
  ],
  checks: [
    http('recommendations', {
      url: `${base}/recommendations`,
      every: '10s',
      timeout: '3s',
      expect: [
        status(200),
        jsonPath('$.items[*]').count().atLeast(1),
        latency('total').below('800ms', { warn: '400ms' }),
      ],
      failWhen: consecutive(2),
      recoverWhen: consecutive(2),
      regions: quorum(2),
      contain: trip(shop.switches.recommendations, {
        mode: 'auto',
        sees: 'dependency',
        relieves: ['storefront'],
        holdFor: '10s',
      }),
    }),
    http('storefront', {
      url: `${base}/storefront`,
      every: '10s',
      timeout: '3s',
      expect: [status(200), bodyText().contains('Welcome')],
      // Slower than the check above: its trip may mend the page before a second incident opens for the same cause.
      failWhen: consecutive(5),
      regions: quorum(2),
    }),
  ],
});
