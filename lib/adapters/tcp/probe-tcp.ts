import type { TcpCheck } from '../../core/kinds/tcp.ts';
import { certificateFacts } from '../probe/certificate-facts.ts';
import { converse } from '../probe/conversation.ts';
import { textOf } from '../probe/expected.ts';
import type { KindProbe } from '../probe/run.ts';
import { openUpgraded } from '../probe/starttls.ts';
import { follow } from './script.ts';

/** Connects to a port, with TLS where it is asked for, and holds the conversation of the script. */
export const probeTcp: KindProbe<TcpCheck> = async (check, run) => {
  const { host: hostname, port, ip, tls, starttls, script } = check;
  const certificate = certificateFacts(check.expect);
  const [first] = script;
  const connection = await openUpgraded(
    {
      hostname,
      port,
      ...(ip !== undefined && { ip }),
      ...(tls !== undefined && { tls: { ...tls, ...certificate.tls } }),
      ...(starttls !== undefined && { starttls }),
      ...(first !== undefined && 'expect' in first && { speaksFirst: true as const }),
    },
    run,
  );
  try {
    const values = await certificate.read(connection.socket, { hostname, ...tls });
    if (script.length === 0) return { values };
    const conversation = converse(connection.socket, run);
    await follow(script, conversation, run);
    run.watch.enter('judge');
    const bytes = conversation.received();
    return { body: textOf(bytes), size: bytes.length, values };
  } finally {
    connection.close();
  }
};
