import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Answer, decode, encode, type Packet } from 'dns-packet';
import { onTestFinished } from 'vitest';
import { fixture } from '../servers.ts';

export type Transport = 'udp' | 'tcp';

/** What a name server of a test sends to a question: messages, as they are, or nothing. */
export type Respond = (query: Packet, over: Transport, question: Buffer) => readonly Buffer[];

export type NameServer = {
  readonly port: number;
  /** The questions that came, by transport. */
  readonly asked: Transport[];
  /** Connections that are open. */
  open(): number;
};

/** A name server on a free port of loopback, for UDP and TCP, or for TLS alone. Its messages are written by dns-packet. */
export async function serveDns(respond: Respond, { secure = false } = {}): Promise<NameServer> {
  const asked: Transport[] = [];
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.once('data', (data) => {
      asked.push('tcp');
      for (const message of respond(decode(data.subarray(2)), 'tcp', data.subarray(2))) socket.write(framed(message));
    });
  };
  const server = secure
    ? createTlsServer({ key: fixture('valid.key'), cert: fixture('valid.pem') }, onConnection)
    : createServer(onConnection);
  const udp = createSocket('udp4');
  udp.on('message', (data, { port, address }) => {
    asked.push('udp');
    for (const message of respond(decode(data), 'udp', data)) udp.send(message, port, address);
  });
  const port = await listen(server);
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    udp.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port, asked, open: () => sockets.size };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A message with its length before it. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

const RECURSION = 0x0180;

/** The answer to a query with these records. `flags` are added to those of a recursive resolver; `rcode` is one of its four bits. */
export function answerTo(
  { id = 0, questions = [] }: Packet,
  { answers = [], flags = 0, rcode = 0 }: { answers?: readonly Answer[]; flags?: number; rcode?: number } = {},
): Buffer {
  return encode({ type: 'response', id, flags: RECURSION | flags | rcode, questions, answers: [...answers] });
}

/** Records as bytes, for types and lies that dns-packet does not write. */
export function rawRecord(owner: Buffer, type: number, data: Buffer, length = data.length): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt32BE(300, 4);
  head.writeUInt16BE(length, 8);
  return Buffer.concat([owner, head, data]);
}

/** An answer to a query with records as bytes. */
export function rawAnswerTo(query: Packet, records: readonly Buffer[]): Buffer {
  const head = answerTo(query);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, ...records]);
}

/** The asked name again, by a pointer to the question. */
export const SAME_NAME = Buffer.of(0xc0, 12);
