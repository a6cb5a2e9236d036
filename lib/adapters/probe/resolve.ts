import { Resolver } from 'node:dns';
import { readFileSync } from 'node:fs';
import { literalAddress } from '../../core/address.ts';
import type { IpVersion } from '../../core/network.ts';
import { untilAborted } from './deadline.ts';
import { ProbeFailure } from './probe-failure.ts';

/** Longest that name servers may keep silent, in milliseconds, where the probe's time is longer. */
const LONGEST_MS = 5_000;

export type ResolveOptions = {
  readonly signal: AbortSignal;
  /** The attempt's time: name servers that keep silent are given up before it ends. */
  readonly timeoutMs: number;
  /** Only addresses of this version. */
  readonly ip?: IpVersion;
  /** Name servers to ask. Default: the system's. */
  readonly servers?: readonly string[];
  /** Default `/etc/hosts`. */
  readonly hostsFile?: string;
};

/**
 * The addresses of a host name, IPv4 first: the hosts file's, else A records, or AAAA records where there are none. Not by `dns.lookup`, whose four threads make many probes wait for each other. Throws a
 * `ProbeFailure` of kind `dns`.
 */
export async function resolveHost(hostname: string, options: ResolveOptions): Promise<readonly string[]> {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const isWanted = (address: string) => options.ip === undefined || address.includes(':') === (options.ip === 6);
  const listed = fromHostsFile(name, options.hostsFile ?? '/etc/hosts').filter(isWanted);
  if (listed.length > 0) return listed;
  // RFC 6761: these two are answered without asking anybody.
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'].filter(isWanted);
  if (name === 'invalid' || name.endsWith('.invalid')) throw notFound(hostname, 'ENOTFOUND');
  return await query(name, options);
}

async function query(name: string, { signal, timeoutMs, servers, ip }: ResolveOptions): Promise<readonly string[]> {
  const patienceMs = Math.min(LONGEST_MS, timeoutMs * 0.75);
  const resolver = new Resolver({ timeout: Math.max(1, Math.floor(patienceMs / 3)), tries: 2 });
  // The resolver's own timeouts are coarse; cancelled, it says ECANCELLED.
  const timer = setTimeout(() => resolver.cancel(), patienceMs);
  if (servers !== undefined) resolver.setServers(servers);
  const ask = (record: 'A' | 'AAAA'): Promise<Answer> =>
    untilAborted(signal, (resolve) => {
      const settle = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) =>
        resolve(error === null ? { addresses } : { addresses: [], code: codeOf(error) });
      if (record === 'A') resolver.resolve4(name, settle);
      else resolver.resolve6(name, settle);
    });
  try {
    const none: Promise<Answer> = Promise.resolve({ addresses: [] });
    const six = ip === 4 ? none : ask('AAAA');
    six.catch(() => {});
    const four = await (ip === 6 ? none : ask('A'));
    if (four.addresses.length > 0) return four.addresses;
    const { addresses, code } = await six;
    if (addresses.length > 0) return addresses;
    throw notFound(name, four.code === undefined || four.code === 'ENODATA' ? (code ?? 'ENODATA') : four.code, ip);
  } finally {
    clearTimeout(timer);
    resolver.cancel();
  }
}

type Answer = { readonly addresses: readonly string[]; readonly code?: string };

function codeOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECANCELLED' ? 'ETIMEOUT' : (code ?? message);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such name',
  ENODATA: 'the name has no address',
  ECONNREFUSED: 'the name server cannot be reached',
  ETIMEOUT: 'the name server did not answer',
  ESERVFAIL: 'the name server failed',
  EREFUSED: 'the name server refused the question',
  EBADNAME: 'this is no valid name',
};

function notFound(name: string, code: string, ip?: IpVersion): ProbeFailure {
  const reason = code === 'ENODATA' && ip !== undefined ? `the name has no IPv${ip} address` : REASONS[code];
  const message = `${name} does not resolve: ${reason ?? 'the name server gave no answer'} (${code})`;
  return new ProbeFailure('dns', message, { expected: `an ${familyOf(ip)}address of ${name}`, actual: code });
}

/** The failure of an address that is not of the version which is asked for. */
export function otherVersion(address: string, ip: IpVersion): ProbeFailure {
  const message = `${address} is no IPv${ip} address, and the check wants no other`;
  return new ProbeFailure('dns', message, { expected: `an ${familyOf(ip)}address`, actual: address });
}

function familyOf(ip: IpVersion | undefined): string {
  return ip === undefined ? '' : `IPv${ip} `;
}

function fromHostsFile(name: string, path: string): readonly string[] {
  const text = readHosts(path);
  const addresses: string[] = [];
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    if (address !== undefined && names.includes(name) && literalAddress(address) !== undefined) addresses.push(address);
  }
  return addresses.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
}

/** Read each time, and not by the thread pool: a tenth of a millisecond, with nothing to wait for. */
function readHosts(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
