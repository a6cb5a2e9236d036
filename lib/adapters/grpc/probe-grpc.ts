import { TLSSocket } from 'node:tls';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import { namesFact } from '../../core/facts-asked.ts';
import type { GrpcCheck } from '../../core/kinds/grpc.ts';
import { hostPort } from '../../core/network.ts';
import { assertSendable } from '../http/first-hop.ts';
import { certificateFacts } from '../probe/certificate-facts.ts';
import { open } from '../probe/open.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Run } from '../probe/run.ts';
import { type Answer, type Call, call } from './call.ts';
import { decodeResponse, encodeRequest } from './health-message.ts';
import { codeName, decodeMessage } from './status.ts';

/** Asks a gRPC server for its health. */
export const probeGrpc: KindProbe<GrpcCheck> = async (check, run) => {
  const { host, port, tls, ip } = check;
  assertSendable(check.metadata);
  const certificate = certificateFacts(check.expect);
  const connection = await open(
    {
      hostname: host,
      port,
      ...(ip !== undefined && { ip }),
      ...(tls !== undefined && { tls: { ...tls, ...certificate.tls, alpn: ['h2'] } }),
    },
    run,
  );
  try {
    assertHttp2(connection.socket);
    const known = await certificate.read(connection.socket, { hostname: host, ...tls });
    const answer = await call(callOf(check, run), connection.socket, run);
    run.watch.enter('judge');
    return {
      status: answer.status,
      headers: { ...answer.headers, ...answer.trailers },
      values: { ...known, ...valuesOf(check, answer) },
    };
  } finally {
    connection.close();
  }
};

/** Over TLS, HTTP/2 is agreed on in the handshake. */
function assertHttp2(socket: unknown): void {
  if (!(socket instanceof TLSSocket) || socket.alpnProtocol === 'h2') return;
  const actual = socket.alpnProtocol === false || socket.alpnProtocol === null ? 'none' : socket.alpnProtocol;
  const message = `TLS: the server does not agree on HTTP/2 (ALPN h2), which gRPC needs; it chose ${actual}`;
  throw new ProbeFailure('tls', message, { expected: 'ALPN h2', actual });
}

function callOf({ host, port, tls, service, method, metadata }: ResolvedCheck<GrpcCheck>, run: Run): Call {
  const authority = hostPort(host, port);
  const scheme = tls === undefined ? 'http' : 'https';
  const leftMs = Math.max(1, Math.floor(run.timeoutMs - run.watch.total()));
  return {
    origin: `${scheme}://${authority}`,
    headers: {
      ':path': `/${method}`,
      ':scheme': scheme,
      ':authority': authority,
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': run.means.userAgent,
      'grpc-timeout': `${leftMs}m`,
      'grpc-accept-encoding': 'identity',
      ...metadata,
      ...run.trace.headers,
    },
    message: encodeRequest(service),
  };
}

function valuesOf(check: ResolvedCheck<GrpcCheck>, { status, headers, trailers, body }: Answer) {
  const given = trailers['grpc-status'];
  if (given === undefined) throw notGrpc(status, headers['content-type'], body);
  const code = codeName(given);
  if (code === undefined) throw malformed(`the grpc-status is ${excerpt(JSON.stringify(given), 40)}, no number`);
  if (code === 'OK') return { 'grpc.code': code, 'grpc.status': decodeResponse(body) };
  if (!namesFact(check.expect, 'grpc.code')) throw refused(check, code, decodeMessage(trailers['grpc-message'] ?? ''));
  // What the watching form of the call names SERVICE_UNKNOWN is a code here.
  return { 'grpc.code': code, ...(code === 'NOT_FOUND' && { 'grpc.status': 'SERVICE_UNKNOWN' }) };
}

/** The failure of an answer that has no grpc-status: it is none of gRPC, or it was cut off. */
function notGrpc(status: number, contentType: string | undefined, body: Buffer): ProbeFailure {
  if (status !== 200) {
    const detail = { expected: '200', actual: String(status) };
    return new ProbeFailure('status', `HTTP status ${status}, expected 200, and no grpc-status`, detail);
  }
  if (contentType?.startsWith('application/grpc') !== true) {
    return malformed(`the content-type is ${excerpt(contentType ?? 'missing', 80)}, not application/grpc`);
  }
  return malformed(`the answer ends after ${body.length} bytes without trailers, so without a grpc-status`);
}

function malformed(actual: string): ProbeFailure {
  const detail = { expected: 'an answer of gRPC', actual };
  return new ProbeFailure('protocol', `the server does not answer as gRPC does: ${actual}`, detail);
}

function refused({ service, method }: ResolvedCheck<GrpcCheck>, code: string, message: string): ProbeFailure {
  const said = message === '' ? '' : `: ${JSON.stringify(excerpt(message, 100))}`;
  const detail = { expected: 'grpc-status OK', actual: excerpt(`${code}${said}`) };
  const name = service === '' ? '""' : service;
  if (code === 'UNIMPLEMENTED') {
    return new ProbeFailure('status', `the server has no health service: ${method} is UNIMPLEMENTED${said}`, detail);
  }
  if (code === 'NOT_FOUND') {
    return new ProbeFailure('status', `the server's health knows no service ${name}: NOT_FOUND${said}`, detail);
  }
  return new ProbeFailure('status', `the call ended with ${code}${said}`, detail);
}
