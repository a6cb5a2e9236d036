import type { EmailChannel, WebhookChannel } from '../monitor.ts';
import { carry } from './carry.ts';

export type WebhookOptions = Omit<WebhookChannel, 'kind' | 'id'>;

/** Tells this address of every incident, through the monitor's SNS topics; the person confirms the subscription once. */
export function email(address: string): EmailChannel {
  return { kind: 'email', address };
}

/** POSTs every notice as JSON to a URL. `id` names the channel in the record of deliveries. */
export function webhook(id: string, options: WebhookOptions): WebhookChannel {
  return carry(options, { kind: 'webhook' as const, id });
}
