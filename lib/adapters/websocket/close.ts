import type { WebSocket } from 'ws';
import type { Inbox } from './inbox.ts';

/** A connection that ended without a close frame. Source: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const ABNORMAL = 1006;

/**
 * Says goodbye and waits for the server's, as long as ws does and the signal lasts. A server that does not say it is
 * code 1006; frames that are wrong by now are nobody's loss.
 */
export async function close(
  { ws, inbox }: { readonly ws: WebSocket; readonly inbox: Inbox },
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly reason: string }> {
  ws.close(1000);
  try {
    let incoming = await inbox.take('message', signal);
    while (incoming.is === 'message') incoming = await inbox.take('message', signal);
    if (incoming.is === 'closed') return incoming;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { code: ABNORMAL, reason: '' };
}
