import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller, CallRecord } from './calls.ts';
import { type Answer, jsonError, type ServiceCall } from './services/answer.ts';
import { readSignature, type Signature } from './signature.ts';

/** One service behind the endpoint. */
export type Service = {
  /** Answers undefined to an operation that is not known here. */
  handle(call: ServiceCall): Promise<Answer | undefined>;
  resources(call: ServiceCall, account: string): readonly string[];
  /** What the partition keys that a call names begin with; undefined where it names none. */
  leadingKeys?(call: ServiceCall): readonly string[] | undefined;
  /** What its IAM actions begin with. Default: the name that its calls are signed for. */
  readonly prefix?: string;
  /** The IAM action of an operation. Default: the operation's own name. */
  action?(operation: string): string;
};

/** What the endpoint needs of the cloud. */
export type EndpointOptions = {
  readonly port: number;
  readonly account: string;
  readonly services: ReadonlyMap<string, Service>;
  readonly calls: CallRecord;
  /** Who has this access key; undefined: nobody. */
  callerOf(accessKey: string): Caller | undefined;
  /** Whether the call may be made now; tells the cloud's fault if not. `token`: the session token. */
  mayCall(caller: Caller, token: string | undefined, what: string): boolean;
  /** Hears of an operation that is not known here. */
  unknown(caller: Caller, action: string): void;
  now(): number;
};

/** Every AWS endpoint in one, on the loopback. */
export type Endpoint = { readonly url: string; stop(): Promise<void> };

/** Starts the endpoint. Port 0: any free one. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = createServer((request, response) => {
    serve(options, request)
      .catch((error: unknown) =>
        jsonError('InternalFailure', String(error instanceof Error ? error.stack : error), 500),
      )
      .then((answer) => send(response, answer, options.now()));
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => close(server) };
}

async function serve(options: EndpointOptions, request: IncomingMessage): Promise<Answer> {
  const signature = readSignature(request.headers.authorization);
  if (signature === undefined) return jsonError('MissingAuthenticationToken', 'the request is not signed', 403);
  const caller = options.callerOf(signature.accessKey);
  if (caller === undefined) {
    return jsonError('UnrecognizedClientException', `nobody here has the access key ${signature.accessKey}`, 403);
  }
  const target =
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  const token = request.headers['x-amz-security-token'];
  const what = `${signature.service}:${target || 'call'} in ${signature.region}`;
  // Before the body is read: the call was made while this container ran, or it was not.
  if (!options.mayCall(caller, typeof token === 'string' ? token : undefined, what)) {
    return jsonError('AccessDenied', `${what}: called outside an invocation`, 403);
  }
  const path = `${request.method} ${(request.url ?? '').replace(/\?.*$/, '')}`;
  return dispatch(options, caller, signature, { target, path }, await bodyOf(request));
}

async function dispatch(
  { services, calls, account, unknown }: EndpointOptions,
  caller: Caller,
  { service, region }: Signature,
  { target, path }: { readonly target: string; readonly path: string },
  body: string,
): Promise<Answer> {
  // JSON services name the operation in a header, query services in the body, REST services by method and path.
  const operation = target || (new URLSearchParams(body).get('Action') ?? path);
  const served = services.get(service);
  const action = `${served?.prefix ?? service}:${served?.action?.(operation) ?? operation}`;
  const call = { region, operation, body };
  const answer = await served?.handle(call);
  if (served === undefined || answer === undefined) {
    unknown(caller, action);
    return jsonError('UnknownOperationException', `${action} is not known here`);
  }
  const leadingKeys = served.leadingKeys?.(call);
  const resources = served.resources(call, account);
  calls.add({ caller, action, resources, region, ...(leadingKeys && { leadingKeys }) });
  return answer;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, type, body }: Answer, now: number): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    // The cloud's clock: clients hold it against their own.
    date: new Date(now).toUTCString(),
    'x-amzn-requestid': 'local',
  });
  response.end(body);
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
