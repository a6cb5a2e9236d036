import type { Text } from './secret.ts';

/** User and password with every request (RFC 7617). The user holds no colon. */
export type BasicAuth = { readonly kind: 'basic'; readonly user: Text; readonly password: Text };

/** A token that is known beforehand, with every request (RFC 6750). */
export type BearerAuth = { readonly kind: 'bearer'; readonly token: Text };

/** A key under a name of the API's own: a header, or a parameter of the query. One of the two. */
export type ApiKeyAuth = {
  readonly kind: 'apiKey';
  readonly header?: string;
  readonly query?: string;
  readonly value: Text;
};

/**
 * A token by client credentials (RFC 6749, section 4.4), kept until shortly before it expires and asked for anew once
 * where the target answers 401 to a kept one.
 */
export type OAuth2Auth = {
  readonly kind: 'oauth2';
  readonly tokenUrl: Text;
  readonly clientId: Text;
  readonly clientSecret: Text;
  readonly scope?: Text;
  readonly audience?: Text;
  /** Where the client's id and secret stand. Default `body`. */
  readonly style?: 'body' | 'basic';
};

/** Keys of an AWS identity. */
export type AwsCredentials = {
  readonly accessKeyId: Text;
  readonly secretAccessKey: Text;
  readonly sessionToken?: Text;
};

/** Signature Version 4 of AWS. */
export type SigV4Auth = {
  readonly kind: 'sigv4';
  /** As AWS signs for it: `execute-api`, `lambda`, `s3`. */
  readonly service: string;
  readonly region: string;
  /** Default: those of the probe's function. */
  readonly credentials?: AwsCredentials;
};

/** How a request says who sends it. Goes to the origin of the check's URL alone, whatever redirects say. */
export type Auth = BasicAuth | BearerAuth | ApiKeyAuth | OAuth2Auth | SigV4Auth;
