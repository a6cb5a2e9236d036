export type {
  Assertion,
  Holds,
  Json,
  JsonSchema,
  LatencyPhase,
  Phase,
  Response,
  StatusPattern,
} from './core/assertion.ts';
export type { Auth, AwsCredentials } from './core/auth.ts';
export type { Body, Fields, FieldValue, FilePart } from './core/body.ts';
export type {
  ActiveHoursDefinition,
  CronDefinition,
  Day,
  MaintenanceDefinition,
} from './core/calendar/calendar.ts';
export type { CheckDefinition } from './core/check.ts';
export type { CommonOptions, Quorum, RetryOptions } from './core/common-check.ts';
export type { ParentDefinition } from './core/dependency.ts';
export type { AnomalyDefinition, Sensitivity } from './core/detect/sensitivity.ts';
export type { DnsType, Rcode } from './core/dns-text.ts';
export { anomaly, flapping, slo, upstream } from './core/factories/alerting.ts';
export {
  bodyText,
  type HeaderConditions,
  header,
  type JsonConditions,
  type JsonPathConditions,
  jsonPath,
  type LatencyConditions,
  latency,
  type SizeConditions,
  size,
  status,
} from './core/factories/assertions.ts';
export { apiKey, basic, bearer, oauth2, sigv4 } from './core/factories/auth.ts';
export { binary, form, multipart } from './core/factories/body.ts';
export { activeHours, cron, maintenance } from './core/factories/calendar.ts';
export {
  certificate,
  cipher,
  hostnameMatches,
  ocsp,
  type TlsProtocolConditions,
  tlsProtocol,
  trusted,
} from './core/factories/certificate.ts';
export { email, type WebhookOptions, webhook } from './core/factories/channels.ts';
export { allOf, anyOf, check, not, warn } from './core/factories/combined.ts';
export type {
  CaptureConditions,
  FlagConditions,
  ListConditions,
  NumberConditions,
  TextConditions,
} from './core/factories/conditions.ts';
export { jsonSchema, type OpenapiOptions, openapi } from './core/factories/contracts.ts';
export { defineMonitor, type MonitorOptions } from './core/factories/define-monitor.ts';
export { dns } from './core/factories/dns.ts';
export { answers, authenticated, authoritative, cnames, rcode, soaSerial, ttl } from './core/factories/dns-facts.ts';
export { domain, domainDaysLeft, domainStatus, registrar } from './core/factories/domain.ts';
export { flow } from './core/factories/flow.ts';
export { type GraphqlOptions, graphql } from './core/factories/graphql.ts';
export { grpc, grpcCode, grpcStatus } from './core/factories/grpc.ts';
export { heartbeat, jobDuration } from './core/factories/heartbeat.ts';
export { http } from './core/factories/http.ts';
export { icmp, type PingOptions, ping } from './core/factories/ping.ts';
export {
  deadLetters,
  queue,
  queueAge,
  queueDelayed,
  queueDepth,
  queueInFlight,
} from './core/factories/queue.ts';
export { both, consecutive, either, ofLast, quorum, rate } from './core/factories/rules.ts';
export { secret, template } from './core/factories/secret.ts';
export { service } from './core/factories/service.ts';
export { tcp } from './core/factories/tcp.ts';
export { tls } from './core/factories/tls.ts';
export { trip } from './core/factories/trip.ts';
export { udp } from './core/factories/udp.ts';
export { closeCode, subprotocol, websocket } from './core/factories/websocket.ts';
export type { RetryClass } from './core/failure.ts';
export type { FlappingDefinition } from './core/flapping.ts';
export type { Method, RequestOptions } from './core/http-request.ts';
export type { DnsDefinition, DnsOptions, DnsTransport } from './core/kinds/dns.ts';
export type { DomainDefinition, DomainOptions } from './core/kinds/domain.ts';
export type {
  FlowContext,
  FlowDefinition,
  FlowOptions,
  FlowRequest,
  FlowResponse,
  FlowRun,
  StepLimits,
} from './core/kinds/flow.ts';
export type { GrpcDefinition, GrpcOptions } from './core/kinds/grpc.ts';
export type { HeartbeatDefinition, HeartbeatOptions } from './core/kinds/heartbeat.ts';
export type { HttpDefinition, HttpOptions } from './core/kinds/http.ts';
export type { QueueDefinition, QueueOptions } from './core/kinds/queue.ts';
export type { TcpDefinition, TcpOptions, TcpStep } from './core/kinds/tcp.ts';
export type { TlsCheckOptions, TlsDefinition } from './core/kinds/tls.ts';
export type { UdpDefinition, UdpOptions } from './core/kinds/udp.ts';
export type { WebsocketDefinition, WebsocketOptions, WebsocketStep } from './core/kinds/websocket.ts';
export type {
  ChannelDefinition,
  EmailChannel,
  MonitorDefinition,
  RegionEntry,
  WebhookChannel,
} from './core/monitor.ts';
export type { Bytes, Expected, Payload } from './core/payload.ts';
export type { CountRule, RateDefinition, RuleDefinition } from './core/rule.ts';
export type { SecretRef, Template, Text } from './core/secret.ts';
export type {
  FailDefault,
  ServiceDefinition,
  ServiceOptions,
  SwitchDefinition,
  SwitchOptions,
  SwitchRef,
} from './core/service.ts';
export type { SloDefinition } from './core/slo/slo.ts';
export type { StartTls } from './core/starttls.ts';
export type { Cadence, Duration } from './core/time.ts';
export type { TlsOptions } from './core/tls-options.ts';
export type { Sees, TripDefinition, TripMode, TripOptions } from './core/trip.ts';
export type { Route, RoutedVerdict, Routes } from './core/verdict.ts';
