import middy, { type MiddlewareObj } from '@middy/core';
import { type Environment, parseEnvironment } from '../lib/environment.ts';
import { log, logError } from './log.ts';

/** What Lambda says of an invocation, as far as it is used. */
type Invocation = { readonly awsRequestId: string; environment?: Environment; startedAt?: number };

type Step = Pick<MiddlewareObj, 'before' | 'after' | 'onError'>;

type Handle<Event, Ports, Answer> = (event: Event, ctx: Ports, environment: Environment) => Promise<Answer>;

/**
 * A Lambda's handler: parses the environment, makes the ports at the first invocation and keeps them, logs one line per
 * invocation with its duration and outcome, and an error with its causes before it goes on to Lambda.
 */
export function lambda<Event, Ports, Answer>(
  makePorts: (environment: Environment) => Ports,
  handle: Handle<Event, Ports, Answer>,
): (event: Event, invocation: Invocation) => Promise<Answer> {
  let ports: Ports | undefined;
  return middy<Event, Answer>()
    .use(invocationLog())
    .use(environmentOf())
    .handler((event: Event, { environment }: Required<Invocation>) => {
      ports ??= makePorts(environment);
      return handle(event, ports, environment);
    });
}

function invocationLog(): Step {
  return {
    before: ({ context }) => {
      (context as Invocation).startedAt = Date.now();
    },
    after: ({ context, response }) => {
      const failed = (response as Partial<BatchAnswer> | undefined)?.batchItemFailures?.length ?? 0;
      logInvocation(context, failed > 0 ? 'partial' : 'ok');
    },
    onError: ({ context, error }) => {
      logError(error, { requestId: (context as Invocation).awsRequestId });
      logInvocation(context, 'error');
    },
  };
}

function environmentOf(): Step {
  let environment: Environment | undefined;
  return {
    before: ({ context }) => {
      environment ??= parseEnvironment(process.env);
      (context as Invocation).environment = environment;
    },
  };
}

function logInvocation({ awsRequestId: requestId, startedAt = Date.now() }: Invocation, outcome: string): void {
  log('invocation', { requestId, outcome, durationMs: Date.now() - startedAt });
}

/** What a handler of a batch answers: the items that Lambda has to bring again. */
export type BatchAnswer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };
