import { z } from 'zod';
import { show } from '../show.ts';

/** Takes whatever is said of a ping, and says once that there is none. */
function noPing(kind: 'ping' | 'icmp'): z.ZodObject {
  return z.looseObject({ kind: z.literal(kind) }).superRefine((value, context) => {
    const { id, host } = value as { readonly id?: unknown; readonly host?: unknown };
    const [name, target] = [typeof id === 'string' ? id : 'id', typeof host === 'string' ? host : 'shop.example'];
    const message = 'there is no ping: a probe runs in a Lambda, which has no raw sockets to send ICMP with';
    const params = {
      message,
      got: show(kind),
      allowed: 'a connection to a port that is open',
      fix: `write tcp(${quoted(name)}, { host: ${quoted(target)}, port: 443 })`,
    };
    context.addIssue({ code: 'custom', path: ['kind'], message, params });
  });
}

function quoted(text: string): string {
  return `'${text.slice(0, 100).replace(/[\\']/g, '')}'`;
}

/** What `ping` makes. */
export const ping = noPing('ping');

/** What `icmp` makes. */
export const icmp = noPing('icmp');
