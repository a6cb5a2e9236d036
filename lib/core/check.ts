import type { DnsCheck, DnsDefinition } from './kinds/dns.ts';
import type { DomainCheck, DomainDefinition } from './kinds/domain.ts';
import type { FlowCheck, FlowDefinition } from './kinds/flow.ts';
import type { GrpcCheck, GrpcDefinition } from './kinds/grpc.ts';
import type { HeartbeatCheck, HeartbeatDefinition } from './kinds/heartbeat.ts';
import type { HttpCheck, HttpDefinition } from './kinds/http.ts';
import type { QueueCheck, QueueDefinition } from './kinds/queue.ts';
import type { TcpCheck, TcpDefinition } from './kinds/tcp.ts';
import type { TlsCheck, TlsDefinition } from './kinds/tls.ts';
import type { UdpCheck, UdpDefinition } from './kinds/udp.ts';
import type { WebsocketCheck, WebsocketDefinition } from './kinds/websocket.ts';

/** A check as a person wrote it. */
export type CheckDefinition =
  | DnsDefinition
  | DomainDefinition
  | FlowDefinition
  | GrpcDefinition
  | HeartbeatDefinition
  | HttpDefinition
  | QueueDefinition
  | TcpDefinition
  | TlsDefinition
  | UdpDefinition
  | WebsocketDefinition;

/** A check as everything behind the definition uses it: every default filled in, times in milliseconds. */
export type Check =
  | DnsCheck
  | DomainCheck
  | FlowCheck
  | GrpcCheck
  | HeartbeatCheck
  | HttpCheck
  | QueueCheck
  | TcpCheck
  | TlsCheck
  | UdpCheck
  | WebsocketCheck;

export type Kind = Check['kind'];
