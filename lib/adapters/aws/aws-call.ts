import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { type AwsService, endpointOf } from './aws-endpoints.ts';
import { type AwsIdentity, signPost } from './aws-signature.ts';

/** One call of a service that speaks JSON. */
export type AwsCall = {
  readonly service: AwsService;
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

/** The version of JSON that each speaks. */
const JSON_VERSIONS = {
  dynamodb: '1.0',
  sqs: '1.0',
  monitoring: '1.0',
  ssm: '1.1',
  secretsmanager: '1.1',
} as const satisfies Record<AwsService, string>;

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
  const headers = { 'content-type': `application/x-amz-json-${JSON_VERSIONS[service]}`, 'x-amz-target': target };
  const signed = signPost({ service, region, host: url.host, headers, body, at: Date.now() }, identity);
  const { status, text } = await post(url, signed, body, signal);
  const answer = parse(text);
  if (status === 200 && answer !== undefined) return answer;
  // `com.amazonaws.ssm#ParameterNotFound`, or without what stands before the #.
  const code = /(?:^|#)(\w+)$/.exec(String(answer?.__type))?.[1] ?? 'UnknownError';
  throw new AwsRefusal(code, status, String(answer?.message ?? answer?.Message ?? ''));
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
