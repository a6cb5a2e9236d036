import type { SecureContext } from 'node:tls';
import { isAllowable, isAllowedAddress, literalAddress } from '../../core/address.ts';
import { assess } from '../../core/assess.ts';
import type { Check } from '../../core/check.ts';
import { excerpt } from '../../core/condition.ts';
import type { Failure } from '../../core/failure.ts';
import type { Region } from '../../core/monitor.ts';
import type { Result } from '../../core/result.ts';
import { openTcp, openTls, settle } from './connect.ts';
import { startDeadline } from './deadline.ts';
import { decodeBody } from './decode.ts';
import { type Answer, exchange } from './exchange.ts';
import { failureOf, ProbeFailure } from './probe-failure.ts';
import { endlessRedirect, firstHop, type Hop, isRedirect, MAX_REDIRECTS, nextHop } from './redirect.ts';
import { resolveHost } from './resolve.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';
import { newTrace } from './trace.ts';

/** What every attempt of a prober shares. */
export type Means = {
  readonly userAgent: string;
  readonly secureContext: () => SecureContext;
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
};

export type AttemptOptions = { readonly region: Region; readonly timeoutMs: number; readonly sampled: boolean };

type Journey = AttemptOptions & {
  readonly means: Means;
  readonly watch: Stopwatch;
  readonly signal: AbortSignal;
  /** What is known so far; it stands in the result whatever comes. */
  readonly seen: { status?: number; address?: string };
  /** Where a redirect sent the request that is under way. */
  readonly sent: { to?: URL };
};

/** One attempt of a check: its redirects, the answer, the assessment. Never throws. */
export async function attempt(check: Check, means: Means, options: AttemptOptions): Promise<Omit<Result, 'attempts'>> {
  const watch = startStopwatch();
  const trace = newTrace(options.sampled);
  const deadline = startDeadline(options.timeoutMs, watch);
  const seen: Journey['seen'] = {};
  const sent: Journey['sent'] = {};
  const facts = () => ({ id: check.id, phases: watch.phases(), ...seen, trace: trace.id });
  try {
    const journey = { ...options, means, watch, signal: deadline.signal, seen, sent };
    const answer = await travel(check, firstHop(check, means.userAgent, trace.headers), journey);
    watch.enter('judge');
    const total = watch.total();
    const body = decodeBody(answer.body, answer.headers);
    return { ...facts(), total, ...assess(check.expect, { ...answer, body, phases: watch.phases(), total }) };
  } catch (error) {
    const failure = afterRedirect(failureOf(error, watch.stage()), sent.to);
    return { ...facts(), total: watch.total(), outcome: failure.kind === 'probe' ? 'unknown' : 'fail', failure };
  } finally {
    deadline.clear();
  }
}

async function travel(check: Check, start: Hop, journey: Journey): Promise<Answer> {
  let hop = start;
  for (let redirects = 0; ; redirects += 1) {
    if (redirects > 0) journey.sent.to = hop.url;
    const answer = await visit(check, hop, journey);
    delete journey.sent.to;
    const { location } = answer.headers;
    if (location === undefined || !isRedirect(answer, check.expect)) return answer;
    if (redirects === MAX_REDIRECTS) throw endlessRedirect(location);
    hop = nextHop(hop, answer.status, location);
    journey.watch.newHop();
  }
}

async function visit(check: Check, hop: Hop, { watch, signal, seen, ...journey }: Journey): Promise<Answer> {
  const { hostname, protocol, port } = hop.url;
  const { timeoutMs, means } = journey;
  const literal = literalAddress(hostname);
  if (literal === undefined) watch.enter('dns');
  const addresses = literal === undefined ? await resolveHost(hostname, { ...means, signal, timeoutMs }) : [literal];
  const address = choose(literal ?? hostname, addresses, journey.region);
  watch.enter('tcp');
  seen.address = address;
  const tcp = await openTcp(address, Number(port || (protocol === 'https:' ? 443 : 80)), signal);
  let socket = tcp;
  try {
    if (protocol === 'https:') {
      watch.enter('tls');
      socket = await openTls(tcp, hostname, means.secureContext(), signal);
    }
    watch.enter('settle');
    await settle(socket, timeoutMs, signal);
    const onHead = (head: Omit<Answer, 'body'>) => {
      seen.status = head.status;
      return !isRedirect(head, check.expect);
    };
    return await exchange(hop, { socket, watch, signal, onHead });
  } finally {
    socket.destroy();
    tcp.destroy();
  }
}

/** Says where a request went that the check does not name. Without its query, which may hold a secret. */
function afterRedirect(failure: Failure, to: URL | undefined): Failure {
  if (to === undefined) return failure;
  return { ...failure, message: `${failure.message}, after a redirect to ${excerpt(to.origin + to.pathname, 100)}` };
}

/** The one address that is connected to. It is the one that was checked: the name is not resolved again. */
function choose(hostname: string, addresses: readonly string[], region: Region): string {
  const allowed = addresses.find((address) => isAllowedAddress(address, region.allow));
  if (allowed !== undefined) return allowed;
  const [first = 'nothing'] = addresses;
  const target = first === hostname ? first : `${hostname}, which is ${first}`;
  const also = region.allow.length > 0 ? ` or one in ${region.allow.join(', ')}` : '';
  const advice = isAllowable(first) ? " (if it is meant, allow its range in the region's `allow`)" : '';
  throw new ProbeFailure('guard', `${region.name} may not reach ${target}: not a public address${advice}`, {
    expected: `a global unicast address${also}`,
    actual: first,
  });
}
