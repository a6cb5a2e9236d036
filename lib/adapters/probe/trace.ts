import { randomFillSync } from 'node:crypto';

/** One trace, as AWS X-Ray and as W3C Trace Context know it. `id`: 32 hex digits. */
export type Trace = { readonly id: string; readonly headers: Readonly<Record<string, string>> };

/**
 * A new trace id, its first four bytes the time in seconds, as X-Ray wants it. `sampled` asks the target to keep it.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
export function newTrace(sampled: boolean): Trace {
  const seconds = Math.floor(Date.now() / 1_000)
    .toString(16)
    .padStart(8, '0');
  const digits = randomDigits();
  const random = digits.slice(0, 24);
  const parent = digits.slice(24);
  const id = `${seconds}${random}`;
  return {
    id,
    headers: {
      'x-amzn-trace-id': `Root=1-${seconds}-${random};Parent=${parent};Sampled=${sampled ? 1 : 0}`,
      traceparent: `00-${id}-${parent}-${sampled ? '01' : '00'}`,
    },
  };
}

/** Random bytes of one trace. Drawn for many at once: one draw costs as much as all else that makes a trace. */
const BYTES = 20;
const drawn = Buffer.alloc(200 * BYTES);
let used = drawn.length;

function randomDigits(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += BYTES;
  return drawn.toString('hex', used - BYTES, used);
}
