import type { Check, Kind } from '../../core/check.ts';
import type { KindProbe } from './run.ts';

/** Each kind's probe, loaded when a check needs it: some of their libraries take longer to load than the rest of a Lambda. */
const KINDS: { readonly [K in Kind]: () => Promise<KindProbe<Extract<Check, { kind: K }>>> } = {
  dns: async () => (await import('../dns/probe-dns.ts')).probeDns,
  domain: async () => (await import('../domain/probe-domain.ts')).probeDomain,
  flow: async () => (await import('../flow/probe-flow.ts')).probeFlow,
  grpc: async () => (await import('../grpc/probe-grpc.ts')).probeGrpc,
  heartbeat: async () => (await import('../heartbeat/probe-heartbeat.ts')).probeHeartbeat,
  http: async () => (await import('../http/probe-http.ts')).probeHttp,
  queue: async () => (await import('../queue/probe-queue.ts')).probeQueue,
  tcp: async () => (await import('../tcp/probe-tcp.ts')).probeTcp,
  tls: async () => (await import('../tls/probe-tls.ts')).probeTls,
  udp: async () => (await import('../udp/probe-udp.ts')).probeUdp,
  websocket: async () => (await import('../websocket/probe-websocket.ts')).probeWebsocket,
};

/** Those that are loaded: to import one again costs as much as to send a request. */
const loaded = new Map<Kind, unknown>();

/** The probe of a check's kind: at once, where it is loaded. */
export function kindProbe<C extends Check>({ kind }: C): KindProbe<C> | Promise<KindProbe<C>> {
  return (loaded.get(kind) ?? load(kind)) as KindProbe<C> | Promise<KindProbe<C>>;
}

async function load(kind: Kind): Promise<unknown> {
  const fresh = await KINDS[kind]();
  loaded.set(kind, fresh);
  return fresh;
}

/** Loads the probes of these checks, so that none is loaded while another one times an answer. */
export async function loadKinds(checks: readonly Check[]): Promise<void> {
  await Promise.all(checks.map(kindProbe));
}
