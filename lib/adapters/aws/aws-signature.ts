import { createHash, createHmac } from 'node:crypto';

/** Keys of an AWS identity. */
export type AwsIdentity = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
};

/** A POST of JSON to the root of a service, which is all that services of this protocol take. */
export type SignedPost = {
  readonly service: string;
  readonly region: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/**
 * The headers of a POST to `/`, signed. By hand, for one form of request: what signs every form loads longer than the
 * rest of a probe does. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signPost(post: SignedPost, identity: AwsIdentity): Readonly<Record<string, string>> {
  const { service, region, host, body, at } = post;
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    ...post.headers,
    host,
    'x-amz-date': time,
    ...(identity.sessionToken && { 'x-amz-security-token': identity.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    signed,
    hash(body),
  ];
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical.join('\n'))].join('\n');
  const parts = [day, region, service, 'aws4_request'];
  const key = parts.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${identity.secretAccessKey}`);
  const credential = `Credential=${identity.accessKeyId}/${scope}`;
  const signature = `Signature=${hmac(key, toSign).toString('hex')}`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signed}, ${signature}` };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
