import type { Socket } from 'node:net';
import { isAllowable, isAllowedAddress, literalAddress } from '../../core/address.ts';
import type { Region } from '../../core/monitor.ts';
import type { IpVersion } from '../../core/network.ts';
import { openTcp, openTls, settle } from './connect.ts';
import { ProbeFailure } from './probe-failure.ts';
import { resolveHost } from './resolve.ts';
import type { Run, TlsTarget } from './run.ts';

/** Where to connect to, and whether with TLS. `hostname`: a name or an address, IPv6 with or without brackets. */
export type Destination = {
  readonly hostname: string;
  readonly port: number;
  readonly ip?: IpVersion;
  /** Speaks TLS once connected. */
  readonly tls?: TlsTarget;
};

/** A connection that is ready for its first byte. `close` ends it at once; to be called whatever comes. */
export type Connection = { readonly socket: Socket; close(): void };

/**
 * Resolves, checks the address, connects and shakes hands, each on its stage of the stopwatch: the one way in which a
 * probe opens a stream. Leaves nothing behind when it fails.
 */
export async function open(destination: Destination, run: Run): Promise<Connection> {
  const { port, tls } = destination;
  const address = await addressOf(destination, run);
  run.watch.enter('tcp');
  run.seen.address = address;
  const tcp = await openTcp(address, port, run.signal);
  let socket: Socket = tcp;
  const close = () => {
    socket.destroy();
    tcp.destroy();
  };
  try {
    if (tls !== undefined) {
      run.watch.enter('tls');
      socket = await openTls(tcp, destination.hostname, tls, run);
    }
    run.watch.enter('settle');
    await settle(socket, run.timeoutMs, run.signal);
    return { socket, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The one address of a host that a probe may use, on the dns stage of the stopwatch. Throws a `ProbeFailure`. */
export async function addressOf({ hostname, ip }: Pick<Destination, 'hostname' | 'ip'>, run: Run): Promise<string> {
  const { region, means, signal, timeoutMs, watch } = run;
  const literal = literalAddress(hostname);
  if (literal !== undefined) return choose(literal, [literal], region);
  watch.enter('dns');
  const options = { ...means, signal, timeoutMs, ...(ip !== undefined && { ip }) };
  return choose(hostname, await resolveHost(hostname, options), region);
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
