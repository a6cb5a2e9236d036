import type { WebsocketDefinition, WebsocketOptions } from '../kinds/websocket.ts';
import { carry } from './carry.ts';

/** A check that opens a WebSocket and, where it has a script, talks over it. */
export function websocket(id: string, options: WebsocketOptions): WebsocketDefinition {
  return carry(options, { kind: 'websocket' as const, id });
}
