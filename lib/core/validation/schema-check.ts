import { dns } from './kinds/dns.ts';
import { domain } from './kinds/domain.ts';
import { flow } from './kinds/flow.ts';
import { grpc } from './kinds/grpc.ts';
import { heartbeat } from './kinds/heartbeat.ts';
import { http } from './kinds/http.ts';
import { icmp, ping } from './kinds/ping.ts';
import { queue } from './kinds/queue.ts';
import { tcp } from './kinds/tcp.ts';
import { tls } from './kinds/tls.ts';
import { udp } from './kinds/udp.ts';
import { websocket } from './kinds/websocket.ts';
import { oneKind } from './schema-parts.ts';

/** One check: what the factory of a kind makes. */
export const check = oneKind(
  'kind',
  [dns, domain, flow, grpc, heartbeat, http, icmp, ping, queue, tcp, tls, udp, websocket],
  "http('id', { url: 'https://…' })",
);
