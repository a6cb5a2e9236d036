import { excerpt } from '../../core/condition.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

/**
 * The states of a service, by their number. Source:
 * https://github.com/grpc/grpc-proto/blob/master/grpc/health/v1/health.proto (HealthCheckResponse.ServingStatus)
 */
const SERVING_STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

/** Most that a probe reads of the one message of an answer, in bytes; a health message has two. */
export const MESSAGE_CAP = 64 * 1024;

/** Bytes before each message: a flag of compression and the length. */
const PREFIX = 5;

/**
 * A HealthCheckRequest (field 1: service, string) with its prefix. Sources: health.proto above;
 * https://protobuf.dev/programming-guides/encoding/ ; https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  // Proto3 leaves out what has its default.
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a]), varint(name.length), name]);
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/**
 * What the one HealthCheckResponse (field 1: status, enum) of a body says: a name, or the number of one that is not
 * known. Throws a `ProbeFailure` of kind `protocol`.
 */
export function decodeResponse(body: Buffer): string {
  if (body.length < PREFIX) throw malformed(`${body.length} bytes, and a message has at least ${PREFIX}`);
  if (body[0] === 1) throw malformed('the message is compressed, and no compression was offered');
  if (body[0] !== 0) throw malformed(`the flag of compression is ${body[0]}`);
  const length = body.readUInt32BE(1);
  if (length > MESSAGE_CAP) throw tooLong(`${length} bytes announced`);
  const message = body.subarray(PREFIX);
  if (message.length < length) throw malformed(`${message.length} of ${length} bytes of the message came`);
  if (message.length > length) throw malformed(`${message.length - length} bytes follow the message`);
  const status = enumOf(message);
  return SERVING_STATUS[status] ?? String(status);
}

/** The failure of an answer that is larger than `MESSAGE_CAP`. */
export function tooLong(actual: string): ProbeFailure {
  const message = `the message is longer than ${MESSAGE_CAP / 1024} KB, the most that a probe reads`;
  return new ProbeFailure('protocol', message, { expected: `at most ${MESSAGE_CAP} bytes`, actual });
}

/** Field 1 of a message; the last one counts, and fields that are not known are passed over. */
function enumOf(message: Buffer): number {
  let status = 0;
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    at = tag.end;
    const field = tag.value >> 3n;
    const wireType = Number(tag.value & 7n);
    if (field === 0n) throw malformed('a field of number 0');
    if (field === 1n && wireType !== 0) throw malformed(`the status has wire type ${wireType}`);
    if (wireType === 0) {
      const value = readVarint(message, at);
      at = value.end;
      if (field === 1n) status = Number(BigInt.asIntN(32, value.value));
    } else at = skip(message, at, wireType);
  }
  return status;
}

function skip(message: Buffer, at: number, wireType: number): number {
  let end: number;
  if (wireType === 1) end = at + 8;
  else if (wireType === 5) end = at + 4;
  else if (wireType === 2) {
    const length = readVarint(message, at);
    end = length.end + Number(length.value);
  } else throw malformed(`a field of wire type ${wireType}`);
  if (end > message.length) throw malformed('a field ends after the message');
  return end;
}

function readVarint(message: Buffer, at: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let i = 0; i < 10; i += 1) {
    const byte = message[at + i];
    if (byte === undefined) throw malformed('a number ends after the message');
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  throw malformed('a number of more than ten bytes');
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

function malformed(actual: string): ProbeFailure {
  const detail = { expected: 'one HealthCheckResponse', actual: excerpt(actual) };
  return new ProbeFailure('protocol', excerpt(`malformed gRPC message: ${actual}`), detail);
}
