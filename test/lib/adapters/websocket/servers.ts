import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { WebsocketCheck } from '../../../../lib/core/kinds/websocket.ts';
import { commonOf, fixture, listen, type Running, serveTcp } from '../servers.ts';

/** A WebSocket server that does this with each connection. */
export async function serveWebsocket(
  onConnection: (ws: WebSocket, request: { headers: Record<string, unknown>; url?: string | undefined }) => void,
  { tls, ...options }: ServerOptions & { readonly tls?: 'valid' | 'expired' } = {},
): Promise<Running> {
  const server =
    tls === undefined ? createServer() : createTlsServer({ key: fixture(`${tls}.key`), cert: fixture(`${tls}.pem`) });
  const websockets = new WebSocketServer({ ...options, server });
  websockets.on('connection', (ws, request) => {
    ws.on('error', () => {});
    onConnection(ws, request);
  });
  return await listen(server);
}

/** A server that shakes hands, with these headers too, and then says whatever `onOpen` writes. */
export async function serveFrames(onOpen: (socket: Socket) => void, headers = ''): Promise<Running> {
  return await serveTcp((socket) => {
    socket.once('data', (data) => {
      socket.write(handshakeOf(data.toString('latin1'), headers));
      onOpen(socket);
    });
  });
}

/** A right answer to a handshake, with these headers too. */
export function handshakeOf(request: string, headers = ''): string {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(request)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n${headers}\r\n`;
}

/** A frame: its first byte (the flag that it is the last one, and its sort), its payload, and the bit of a mask. */
export function frame(first: number, payload: string | Buffer = '', masked = false): Buffer {
  const body = Buffer.from(payload);
  const length = body.length < 126 ? [body.length] : [126, body.length >> 8, body.length & 0xff];
  const [short = 0, ...rest] = length;
  const mask = masked ? [0, 0, 0, 0] : [];
  return Buffer.concat([Buffer.from([first, short | (masked ? 0x80 : 0), ...rest, ...mask]), body]);
}

/** A `websocket` check that expects status 101 and says nothing. */
export function websocketCheck(url: string, overrides: Partial<WebsocketCheck> = {}): WebsocketCheck {
  const expect: WebsocketCheck['expect'] = [{ on: 'status', allowed: [101] }];
  const fields = { kind: 'websocket', url, headers: {}, protocols: [], script: [] } as const;
  return { ...commonOf(), ...fields, target: url, expect, ...overrides };
}
