export type { Assertion, Json, LatencyPhase, Phase, StatusPattern } from './core/assertion.ts';
export type { CheckDefinition } from './core/check.ts';
export type { CommonOptions, Quorum, Rule } from './core/common-check.ts';
export {
  bodyText,
  type CountConditions,
  type HeaderConditions,
  header,
  type JsonPathConditions,
  jsonPath,
  type LatencyConditions,
  latency,
  status,
  warn,
} from './core/factories/assertions.ts';
export { email, type WebhookOptions, webhook } from './core/factories/channels.ts';
export type {
  FlagConditions,
  ListConditions,
  NumberConditions,
  TextConditions,
} from './core/factories/conditions.ts';
export { defineMonitor, type MonitorOptions } from './core/factories/define-monitor.ts';
export { heartbeat } from './core/factories/heartbeat.ts';
export { http } from './core/factories/http.ts';
export { consecutive, ofLast, quorum } from './core/factories/rules.ts';
export { secret, template } from './core/factories/secret.ts';
export { service } from './core/factories/service.ts';
export { trip } from './core/factories/trip.ts';
export type { RetryClass } from './core/failure.ts';
export type { HeartbeatDefinition, HeartbeatOptions } from './core/kinds/heartbeat.ts';
export type { HttpDefinition, HttpOptions, Method } from './core/kinds/http.ts';
export type {
  ChannelDefinition,
  EmailChannel,
  MonitorDefinition,
  RegionEntry,
  WebhookChannel,
} from './core/monitor.ts';
export type { SecretRef, Template, Text } from './core/secret.ts';
export type {
  FailDefault,
  ServiceDefinition,
  ServiceOptions,
  SwitchDefinition,
  SwitchOptions,
  SwitchRef,
} from './core/service.ts';
export type { Cadence, Duration } from './core/time.ts';
export type { TlsOptions } from './core/tls-options.ts';
export type { Sees, TripDefinition, TripMode, TripOptions } from './core/trip.ts';
