import type { Run } from '../probe/run.ts';

/** One request on the way to the answer. Header names in lower case. */
export type Hop = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Every hop so far was of the first one's origin: credentials may go along. */
  readonly isOwn: boolean;
  /** The body goes to the first origin alone. */
  readonly isBodySecret?: true;
};

/** The value of an authorization header for `user:password`. Strikes it: in base64 a password is not found by itself. */
export function basicValue(credentials: string, strike: Run['strike']): string {
  const encoded = Buffer.from(credentials).toString('base64');
  strike(encoded);
  return `Basic ${encoded}`;
}

/** User or password of a URL: percent-encoded, mostly. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
