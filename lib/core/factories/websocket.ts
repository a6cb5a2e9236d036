import type { WebsocketDefinition, WebsocketOptions } from '../kinds/websocket.ts';
import { carry } from './carry.ts';
import type { NumberConditions, TextConditions } from './conditions.ts';
import { numberFact, textFact } from './facts.ts';

/** A check that opens a WebSocket and, where it has a script, talks over it. */
export function websocket(id: string, options: WebsocketOptions): WebsocketDefinition {
  return carry(options, { kind: 'websocket' as const, id });
}

/** Asks the subprotocol that the server chose. */
export function subprotocol(): TextConditions {
  return textFact('websocket.protocol');
}

/** Asks the code of the close frame that ended the connection; 1006 where none came. */
export function closeCode(): NumberConditions {
  return numberFact('websocket.closeCode');
}
