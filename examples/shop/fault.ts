export const FAULT_KINDS = ['none', 'errors', 'latency', 'wrong-body', 'reset'] as const;

/** What is wrong with the recommendations API, and with which share of its requests (0 to 1). */
export type Fault = { readonly share: number } & (
  | { readonly kind: 'none' | 'wrong-body' | 'reset' }
  | { readonly kind: 'errors'; readonly status: number }
  | { readonly kind: 'latency'; readonly ms: number }
);

export const NO_FAULT: Fault = { kind: 'none', share: 0 };

/** Reads the body of `POST /control/fault`; a text says what is wrong with it. */
export function parseFault(body: unknown): Fault | string {
  if (typeof body !== 'object' || body === null) return 'send a JSON object such as { "kind": "errors" }';
  const { kind, status = 500, ms = 3_000, share = 1, ...rest } = body as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `unknown key "${unknown}"; known: kind, status, ms, share`;
  if (!isNumber(share, 0, 1)) return `share is ${JSON.stringify(share)}; use a number from 0 to 1`;
  switch (kind) {
    case 'none':
      return NO_FAULT;
    case 'wrong-body':
    case 'reset':
      return { kind, share };
    case 'errors':
      if (!isNumber(status, 400, 599)) return `status is ${JSON.stringify(status)}; use 400 to 599`;
      return { kind, share, status };
    case 'latency':
      if (!isNumber(ms, 0, 60_000)) return `ms is ${JSON.stringify(ms)}; use 0 to 60000`;
      return { kind, share, ms };
    default:
      return `kind is ${JSON.stringify(kind)}; use one of ${FAULT_KINDS.join(', ')}`;
  }
}

/** Spreads a share evenly over requests: with 0.5, every second one is hit, beginning with the second. */
export function spread(): (share: number) => boolean {
  let owed = 0;
  return (share) => {
    owed += share;
    if (owed < 1) return false;
    owed -= 1;
    return true;
  };
}

function isNumber(value: unknown, from: number, to: number): value is number {
  return typeof value === 'number' && value >= from && value <= to;
}
