import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AwsV4Signer } from 'aws4fetch';

/** Keys of an AWS identity. */
export type AwsIdentity = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
};

/** One call of a service that speaks JSON 1.1. */
export type AwsCall = {
  readonly service: 'ssm' | 'secretsmanager';
  readonly region: string;
  /** As the service's header names it: `AmazonSSM.GetParameter`. */
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/** A service answered with an error: `name` is its code. */
export class AwsRefusal extends Error {
  readonly status: number;

  constructor(code: string, status: number) {
    super(`answered ${status} ${code}`);
    this.name = code;
    this.status = status;
  }
}

/** What calls beyond the public AWS partition end in. */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
];

/**
 * Makes one call and gives its output. Signed by hand: an SDK client in the probe's bundle costs every cold start 17 ms
 * of CPU, whether it is used or not. Throws an `AwsRefusal`, or the error of the connection.
 */
export async function callAws(call: AwsCall, identity: AwsIdentity, signal: AbortSignal): Promise<unknown> {
  const { service, region, target, input } = call;
  const { accessKeyId, secretAccessKey, sessionToken } = identity;
  const signer = new AwsV4Signer({
    ...{ service, region, accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    url: endpointOf(service, region),
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  const { url, headers, body } = await signer.sign();
  const { status, text } = await post(url, Object.fromEntries(headers), String(body), signal);
  const answer = parse(text);
  if (status === 200 && answer !== undefined) return answer;
  // `com.amazonaws.ssm#ParameterNotFound`, or without what stands before the #.
  const code = /(?:^|#)(\w+)$/.exec(String(answer?.__type))?.[1] ?? 'UnknownError';
  throw new AwsRefusal(code, status);
}

/** The variables that the SDKs read, too: the local cloud sets them. */
function endpointOf(service: AwsCall['service'], region: string): string {
  const { AWS_ENDPOINT_URL: all, AWS_ENDPOINT_URL_SSM: ssm, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets } = process.env;
  const suffix = SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  const own = service === 'ssm' ? ssm : secrets;
  return new URL(own || all || `https://${service}.${region}.${suffix}`).href;
}

function post(url: URL, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(url, { method: 'POST', headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    call.on('error', reject).end(body);
  });
}

function parse(text: string): { readonly __type?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
