import { isIPv6, type Socket } from 'node:net';
import { setImmediate as nextPhase } from 'node:timers/promises';
import { hostOf, isAllowable, isAllowedAddress, literalAddress } from '../../core/address.ts';
import { excerpt } from '../../core/condition.ts';
import type { Region } from '../../core/monitor.ts';
import type { IpVersion } from '../../core/network.ts';
import { openTcp, openTls, watchFresh } from './connect.ts';
import { ProbeFailure } from './probe-failure.ts';
import { otherVersion, resolveHost } from './resolve.ts';
import type { Run, TlsTarget } from './run.ts';
import { blamingProxy, openTunnel, type ProxyTarget } from './tunnel.ts';

/** Where to connect to, and whether with TLS. `hostname`: a name or an address, IPv6 with or without brackets. */
export type Destination = {
  readonly hostname: string;
  readonly port: number;
  readonly ip?: IpVersion;
  /** Speaks TLS once connected. */
  readonly tls?: TlsTarget;
  /** Goes there through a proxy. `ip` is then about the proxy's address, and the proxy resolves the host's name. */
  readonly proxy?: ProxyTarget;
  /** The server begins: a first byte that is timed from the connection on, so that it cannot wait for a turn to ask. */
  readonly speaksFirst?: true;
};

/** A connection that is ready for its first byte. `close` ends it at once; to be called whatever comes. */
export type Connection = { readonly socket: Socket; close(): void };

/**
 * Resolves, checks the address, connects and shakes hands, each on its stage of the stopwatch, and waits for its turn to
 * ask: the one way in which a probe opens a stream. Leaves nothing behind when it fails.
 */
export async function open(destination: Destination, run: Run): Promise<Connection> {
  await run.turn.connect(workOf(destination));
  const connection = await connect(destination, run);
  // Its first word tells as much as a watch over it would.
  if (destination.speaksFirst === true) return connection;
  try {
    const fresh = watchFresh(connection.socket, run.timeoutMs);
    // It is watched while it waits for its turn, so that a timer of its own is seldom needed.
    await fresh.during(run.turn.ask());
    run.watch.enter('settle');
    await fresh.settled(run);
    if (!isClosed(connection.socket)) return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
  // It took the connection well, and closed it because we let it wait: what we did is not held against it.
  connection.close();
  run.watch.startOver();
  const another = await connect(destination, run);
  try {
    run.watch.enter('settle');
    await watchFresh(another.socket, run.timeoutMs).settled(run);
    return another;
  } catch (error) {
    another.close();
    throw error;
  }
}

function workOf({ hostname, tls, proxy }: Destination): 'name' | 'connection' | 'handshake' {
  if (literalAddress(proxy?.hostname ?? hostname) === undefined) return 'name';
  return tls === undefined ? 'connection' : 'handshake';
}

function isClosed(socket: Socket): boolean {
  return socket.destroyed || socket.readableEnded;
}

async function connect(destination: Destination, run: Run): Promise<Connection> {
  const { tls, proxy } = destination;
  if (proxy !== undefined) judgeByName(destination.hostname, run.region);
  const tcp = await blamingProxy(proxy, run, () => reach(proxy ?? destination, destination.ip, run));
  let socket: Socket = tcp;
  const close = () => {
    socket.destroy();
    tcp.destroy();
  };
  try {
    if (proxy?.isTunnel === true) {
      run.watch.enter('tcp');
      await blamingProxy(proxy, run, () => openTunnel(tcp, destination, proxy, run.signal));
    }
    if (tls !== undefined) {
      // Connections that are made in the same poll are timed first: the beginning of a handshake takes 0.2 ms.
      await nextPhase();
      run.watch.enter('tls');
      // Node does not tell a handshake of an end that came before it.
      if (isClosed(tcp)) throw Object.assign(new Error('closed'), { code: 'ECONNRESET' });
      socket = await openTls(tcp, destination.hostname, tls, run);
    }
    return { socket, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function reach(
  { hostname, port }: Pick<Destination, 'hostname' | 'port'>,
  ip: IpVersion | undefined,
  run: Run,
): Promise<Socket> {
  const address = await resolved(hostname, ip, run);
  run.seen.address = address;
  return await openTcp(address, port, run);
}

/**
 * The one address of a host that a probe may use, on the dns stage of the stopwatch, once it is the run's turn to ask: for
 * what is asked without a connection. Throws a `ProbeFailure`.
 */
export async function addressOf(destination: Pick<Destination, 'hostname' | 'ip'>, run: Run): Promise<string> {
  await run.turn.connect();
  const address = await resolved(destination.hostname, destination.ip, run);
  await run.turn.ask();
  return address;
}

/** At once, where the host is an address. */
function resolved(given: string, ip: IpVersion | undefined, run: Run): string | Promise<string> {
  const { region, means, signal, timeoutMs, watch } = run;
  const hostname = hostOf(given);
  if (hostname === undefined) throw noHost(given);
  const literal = literalAddress(hostname);
  if (literal !== undefined) {
    if (ip !== undefined && isIPv6(literal) !== (ip === 6)) throw otherVersion(literal, ip);
    return choose(literal, [literal], region);
  }
  watch.enter('dns');
  const options = { ...means, signal, timeoutMs, ...(ip !== undefined && { ip }) };
  return resolveHost(hostname, options).then((addresses) => choose(hostname, addresses, region));
}

function noHost(given: string): ProbeFailure {
  const actual = excerpt(JSON.stringify(given), 80);
  return new ProbeFailure('dns', `${actual} is neither a name nor an address`, { expected: 'a host', actual });
}

/** What a proxy is sent to is judged as far as it says its address itself. */
function judgeByName(given: string, region: Region): void {
  const hostname = hostOf(given);
  if (hostname === undefined) throw noHost(given);
  const literal = literalAddress(hostname);
  if (literal !== undefined) choose(literal, [literal], region);
  else if (/(?:^|\.)localhost\.?$/i.test(hostname)) choose(hostname, ['127.0.0.1', '::1'], region);
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
