import { dns } from './kinds/dns.ts';
import { flow } from './kinds/flow.ts';
import { heartbeat } from './kinds/heartbeat.ts';
import { http } from './kinds/http.ts';
import { icmp, ping } from './kinds/ping.ts';
import { tcp } from './kinds/tcp.ts';
import { tls } from './kinds/tls.ts';
import { udp } from './kinds/udp.ts';
import { oneKind } from './schema-parts.ts';

/** One check: what the factory of a kind makes. */
export const check = oneKind(
  'kind',
  [dns, flow, heartbeat, http, tcp, tls, udp, ping, icmp],
  "http('id', { url: 'https://…' })",
);
