import type { Webhooks } from '../../app/ports.ts';
import type { WebhookChannel } from '../../core/monitor.ts';
import type { Notice } from '../../core/notice.ts';

export type WebhookCall = { readonly channel: WebhookChannel; readonly notice: Notice; readonly id: string };

export type MemoryWebhooks = Webhooks & { readonly called: WebhookCall[] };

/** Webhooks as a list of the calls that were made. */
export function memoryWebhooks(): MemoryWebhooks {
  const called: WebhookCall[] = [];
  return {
    called,
    async call(channel, notice, id) {
      called.push(structuredClone({ channel, notice, id }));
    },
  };
}
