import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { SigV4Auth } from '../../core/auth.ts';
import type { Resolved } from '../../core/secret.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { Run } from '../probe/run.ts';
import type { Hop } from './hop.ts';

/** Headers that are signed: what proxies on the way may change is not. */
const SIGNED = /^(content-type|x-amz-(?!n-).*)$/;

/**
 * The hop signed with Signature Version 4, by the credentials of this process where it names none. `at`: when, as
 * `20150830T123600Z`; default now. Throws a `ProbeFailure` of kind `probe` where there are no credentials.
 */
export async function sign(hop: Hop, auth: Resolved<SigV4Auth>, strike: Run['strike'], at?: string): Promise<Hop> {
  const { service, region, credentials = credentialsOfProcess() } = auth;
  for (const secret of [credentials.secretAccessKey, credentials.sessionToken])
    if (secret !== undefined) strike(secret);
  const url = new URL(hop.url);
  url.search = canonical(url.searchParams);
  const { host, ...headers } = hop.headers;
  // Who asks for another host over this connection signs for that one.
  const signedUrl = new URL(url);
  if (host !== undefined) signedUrl.host = host;
  const signer = new AwsV4Signer({
    ...credentials,
    service,
    region,
    url: signedUrl.href,
    method: hop.method,
    headers: {
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => SIGNED.test(name))),
      ...(service === 's3' && { 'x-amz-content-sha256': sha256(hop.body) }),
    },
    ...(hop.body !== undefined && { body: new Uint8Array(hop.body) }),
    allHeaders: true,
    ...(at !== undefined && { datetime: at }),
  });
  const signed = await signer.sign();
  const added = Object.fromEntries(signed.headers);
  strike(/Signature=([0-9a-f]+)/.exec(added.authorization ?? '')?.[1] ?? '');
  return { ...hop, url, headers: { ...hop.headers, ...added } };
}

/** As the signature sees it, so that what is sent reads the same in every decoder: a blank is %20, never a plus. */
function canonical(parameters: URLSearchParams): string {
  return [...parameters].map((pair) => pair.map(encode).join('=')).join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(body: Buffer = Buffer.alloc(0)): string {
  return createHash('sha256').update(body).digest('hex');
}

function credentialsOfProcess(): NonNullable<Resolved<SigV4Auth>['credentials']> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw new ProbeFailure('probe', 'there are no AWS credentials to sign the request with', {
      expected: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or credentials of the check',
      actual: 'none',
    });
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
