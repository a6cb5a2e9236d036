import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { type AwsIdentity, signPost } from './aws-signature.ts';

/** One call of a service that speaks JSON. */
export type AwsCall = {
  readonly service: 'dynamodb' | 'sqs' | 'monitoring' | 'ssm' | 'secretsmanager';
  readonly region: string;
  /** As the service's header names it: `AmazonSSM.GetParameter`. */
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/** A service answered with an error: `name` is its code. */
export class AwsRefusal extends Error {
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message === '' ? `answered ${status} ${code}` : message);
    this.name = code;
    this.status = status;
  }
}

/** The version of JSON that each speaks, and the variable that names its endpoint in the place of AWS's. */
const SERVICES = {
  dynamodb: { json: '1.0', variable: 'AWS_ENDPOINT_URL_DYNAMODB' },
  sqs: { json: '1.0', variable: 'AWS_ENDPOINT_URL_SQS' },
  monitoring: { json: '1.0', variable: 'AWS_ENDPOINT_URL_CLOUDWATCH' },
  ssm: { json: '1.1', variable: 'AWS_ENDPOINT_URL_SSM' },
  secretsmanager: { json: '1.1', variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER' },
} as const satisfies Record<AwsCall['service'], unknown>;

/** What calls beyond the public AWS partition end in. */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
];

/** Connections are kept between invocations; one that the service has closed meanwhile fails, and is tried again. */
const KEPT = { keepAlive: true, maxSockets: 50 } as const;
const agents = { 'http:': new HttpAgent(KEPT), 'https:': new Agent(KEPT) } as const;

/**
 * Makes one call and gives its output. An SDK client in the probe's bundle costs every cold start its loading, whether it
 * is used or not. Throws an `AwsRefusal`, or the error of the connection; the reason of the signal when it ends.
 */
export async function callAws(call: AwsCall, identity: AwsIdentity, signal: AbortSignal): Promise<unknown> {
  const { service, region, target, input } = call;
  const url = endpointOf(service, region);
  const body = JSON.stringify(input);
  const headers = { 'content-type': `application/x-amz-json-${SERVICES[service].json}`, 'x-amz-target': target };
  const signed = signPost({ service, region, host: url.host, headers, body, at: Date.now() }, identity);
  const { status, text } = await post(url, signed, body, signal);
  const answer = parse(text);
  if (status === 200 && answer !== undefined) return answer;
  // `com.amazonaws.ssm#ParameterNotFound`, or without what stands before the #.
  const code = /(?:^|#)(\w+)$/.exec(String(answer?.__type))?.[1] ?? 'UnknownError';
  throw new AwsRefusal(code, status, String(answer?.message ?? answer?.Message ?? ''));
}

/** The variables that the SDKs read, too: the local cloud sets them. */
function endpointOf(service: AwsCall['service'], region: string): URL {
  const own = process.env[SERVICES[service].variable] || process.env.AWS_ENDPOINT_URL;
  const suffix = SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return new URL(own || `https://${service}.${region}.${suffix}`);
}

function post(url: URL, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) {
  const isPlain = url.protocol === 'http:';
  const request = isPlain ? requestHttp : requestHttps;
  const agent = isPlain ? agents['http:'] : agents['https:'];
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(url, { method: 'POST', path: '/', headers, agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    call.on('error', reject).end(body);
  });
}

type Parsed = { readonly __type?: unknown; readonly message?: unknown; readonly Message?: unknown };

function parse(text: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
