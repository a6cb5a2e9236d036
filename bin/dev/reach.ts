import type { Monitor } from '../../lib/core/monitor.ts';
import { naming } from '../../lib/core/naming.ts';
import type { Reach } from '../../lib/local/lambda/container-protocol.ts';

/**
 * Where each function may connect to off the loopback: probes wherever the checks and their redirects lead, as on AWS;
 * `respond` to the hosts of the webhooks; the others nowhere.
 */
export function reachOf({ name, channels, regions }: Monitor): (lambda: string) => Reach {
  const hosts = channels.flatMap((channel) => (channel.kind === 'webhook' ? [hostOf(channel.url)] : []));
  const reaches = new Map<string, Reach>([
    ...regions.map((place) => [naming.lambda(name, naming.probe(place)), 'any'] as const),
    [naming.lambda(name, 'respond'), hosts],
  ]);
  return (lambda) => reaches.get(lambda) ?? 'loopback';
}

/** As node:net is given it: an IPv6 address has no brackets there. */
function hostOf(url: string): string {
  return new URL(url).hostname.replaceAll(/[[\]]/g, '');
}
