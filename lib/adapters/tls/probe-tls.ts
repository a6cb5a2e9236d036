import type { TLSSocket } from 'node:tls';
import type { TlsCheck } from '../../core/kinds/tls.ts';
import { certificateFacts, distrust, misnamed } from '../probe/certificate-facts.ts';
import { untrusted } from '../probe/probe-failure.ts';
import type { KindProbe } from '../probe/run.ts';
import { openUpgraded } from '../probe/starttls.ts';

/** Shakes hands, by STARTTLS where it is asked for, and looks at the certificate. Sends nothing over the connection. */
export const probeTls: KindProbe<TlsCheck> = async (check, run) => {
  const { host: hostname, port, ip, tls, starttls, demands } = check;
  const certificate = certificateFacts(check.expect);
  // A check that asks for trust or host name itself has the handshake go on, so that there is something to ask.
  const isOpenMinded = !(demands.trust && demands.hostname);
  const connection = await openUpgraded(
    {
      hostname,
      port,
      ...(ip !== undefined && { ip }),
      tls: { ...tls, ...certificate.tls, showsChain: true, ...(isOpenMinded && { insecure: true as const }) },
      ...(starttls !== undefined && { starttls }),
      // What the server does after the handshake is no matter of this check.
      speaksFirst: true,
    },
    run,
  );
  try {
    const identity = { hostname, ...tls };
    const socket = connection.socket as TLSSocket;
    const reason = distrust(socket);
    if (demands.trust && reason !== undefined) throw untrusted(reason);
    const misnomer = misnamed(socket.getPeerCertificate(true), identity);
    if (demands.hostname && misnomer !== undefined) throw misnomer;
    run.watch.enter('judge');
    return { values: await certificate.read(socket, identity) };
  } finally {
    connection.close();
  }
};
