import { getServers } from 'node:dns';
import { literalAddress } from '../../core/address.ts';
import { parseNameServer } from '../../core/kinds/dns.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';

/** A name server by its address. */
export type ServerAddress = { readonly address: string; readonly port: number };

/**
 * The machine's own resolvers. They may stand where no check may look, in a cloud's own network or on loopback: nobody
 * named them, so they are allowed. Throws a `ProbeFailure` of kind `probe` where there is none.
 */
export function ownResolvers({ means }: Pick<Run, 'means'>): readonly [ServerAddress, ...ServerAddress[]] {
  const [first, ...others] = (means.servers ?? getServers()).flatMap((text) => {
    const server = parseNameServer(text, 'udp');
    return server === undefined || literalAddress(server.host) === undefined
      ? []
      : [{ address: server.host, port: server.port }];
  });
  if (first !== undefined) return [first, ...others];
  const detail = { expected: 'a resolver', actual: 'none' };
  throw new ProbeFailure('probe', 'this machine has no resolver to ask: name a server', detail);
}

/** The run, allowed to connect to this one resolver of the machine too. */
export function allowedToAsk(run: Run, { address }: ServerAddress): Run {
  const range = `${address}/${address.includes(':') ? 128 : 32}`;
  return { ...run, region: { ...run.region, allow: [...run.region.allow, range] } };
}
