/**
 * How calls end, by the number. Source: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
 */
const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** The name of a `grpc-status`, the number where it has none, or undefined where it is no number. */
export function codeName(status: string): string | undefined {
  return /^\d{1,9}$/.test(status) ? (CODES[Number(status)] ?? String(Number(status))) : undefined;
}

/**
 * A `grpc-message` as it was meant. What is badly encoded stays as it is. Source:
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md (Percent-Encoded)
 */
export function decodeMessage(encoded: string): string {
  const bytes: Buffer[] = [];
  for (const [part] of encoded.matchAll(/%[0-9a-f]{2}|[^%]+|%/gi)) {
    const isByte = part.length === 3 && part.startsWith('%');
    bytes.push(isByte ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'));
  }
  return Buffer.concat(bytes).toString('utf8');
}
