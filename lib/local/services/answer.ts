/** What a service answers: status and body, as text with its content type. */
export type Answer = { readonly status: number; readonly type: string; readonly body: string };

/** One call of a service. `body` as it came. */
export type ServiceCall = {
  readonly region: string;
  /** The operation's name, `PutItem`. */
  readonly operation: string;
  readonly body: string;
};

/** An answer of a service that speaks JSON. */
export function jsonAnswer(status: number, value: unknown, type = 'application/x-amz-json-1.0'): Answer {
  return { status, type, body: JSON.stringify(value) };
}

/** An error as a service that speaks JSON reports it. */
export function jsonError(code: string, message: string, status = 400): Answer {
  return jsonAnswer(status, { __type: code, message });
}
