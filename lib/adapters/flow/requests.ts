import type { ResolvedCheck } from '../../core/common-check.ts';
import { status } from '../../core/factories/assertions.ts';
import type { Facts } from '../../core/facts.ts';
import { compileRequest, type HttpRequest, type Method } from '../../core/http-request.ts';
import {
  type FlowCheck,
  type FlowHttp,
  type FlowRequest,
  type FlowSend,
  MOST_REQUESTS,
} from '../../core/kinds/flow.ts';
import { type Resolved, resolveSecrets, type SecretRef, secretsIn } from '../../core/secret.ts';
import { decodeBody } from '../http/decode.ts';
import { type Cookies, request } from '../http/request.ts';
import { failureOf, ProbeFailure } from '../probe/probe-failure.ts';
import type { Answers } from './answers.ts';
import { failureError, type Journey, type Leg, located, shown } from './journey.ts';
import { currentScope } from './own-process.ts';

export type RequestsOptions = {
  readonly check: ResolvedCheck<FlowCheck>;
  readonly journey: Journey;
  readonly cookies: Cookies;
  readonly answers: Answers;
  /** The text of a declared secret. Throws a `ProbeFailure` for another one. */
  readonly read: (ref: Pick<SecretRef, 'store' | 'name' | 'key'>) => string;
};

/** How many requests a run of a flow sent. */
export type Requests = { readonly http: FlowHttp; sent(): number };

/** What a flow sends requests with: each the same as that of an `http` check, over a connection of its own. */
export function startRequests({ check, journey, cookies, answers, read }: RequestsOptions): Requests {
  let sent = 0;

  async function send(leg: Leg, asked: Resolved<HttpRequest>, redirect: FlowRequest['redirect']) {
    const { watch } = leg.run;
    const wants = (code: number) => redirect === 'manual' && code >= 300 && code < 400;
    const { status: code, headers, body, url } = await request(asked, leg.run, { wants, cookies });
    watch.enter('judge');
    const text = decodeBody(body, headers);
    const facts: Facts = { status: code, headers, body: text, size: body.length, ...timesOf(leg) };
    const good = redirect === 'manual' ? status('2xx', '3xx') : status('2xx');
    return answers.take({ facts, url, label: `${asked.method} ${shown(url)}`, good });
  }

  const sender =
    (method: Method): FlowSend =>
    (url, options = {}) =>
      journey.hold(async () => {
        const step = currentScope()?.step;
        try {
          sent += 1;
          if (sent > MOST_REQUESTS) throw tooMany();
          const target = targetOf(url, check.baseUrl, answers.isAny());
          const leg = journey.leg(`${method} ${shown(target)}`, step);
          try {
            return await send(leg, requestOf(check, method, target, options, read), options.redirect);
          } catch (error) {
            const failure = failureOf(error, leg.run.watch.stage());
            throw failureError(located(failure, step, leg.label()));
          } finally {
            leg.done();
          }
        } catch (error) {
          const { failure } = error instanceof ProbeFailure ? error : failureError(failureOf(error, 'ready'));
          // The flow's code may go on after what a target did, and not after what is wrong with the flow itself.
          const isFatal = failure.kind === 'guard' || failure.kind === 'probe' || sent > MOST_REQUESTS;
          if (isFatal) journey.end(failure);
          throw failureError(failure);
        }
      });

  return {
    http: {
      get: sender('GET'),
      post: sender('POST'),
      put: sender('PUT'),
      patch: sender('PATCH'),
      delete: sender('DELETE'),
      head: sender('HEAD'),
      options: sender('OPTIONS'),
    },
    sent: () => sent,
  };
}

function timesOf({ run: { watch } }: Leg): Pick<Facts, 'phases' | 'total' | 'lag'> {
  return { phases: watch.phases(), total: watch.total(), lag: watch.lag() };
}

/** A text that is no URL is the flow's own fault, unless it may have come from an answer. */
function targetOf(given: unknown, baseUrl: string | undefined, isAnswered: boolean): URL {
  const url = typeof given === 'string' || given instanceof URL ? URL.parse(String(given), baseUrl) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  const actual = typeof given === 'string' ? JSON.stringify(given.slice(0, 100)) : typeof given;
  const fix = baseUrl === undefined ? '; write it whole, or give the flow a baseUrl' : '';
  const expected = 'an http or https URL';
  throw new ProbeFailure(isAnswered ? 'assertion' : 'probe', `${actual} is no URL of the web${fix}`, {
    expected,
    actual,
  });
}

/** The request with what the flow says for all of them, its secrets read. */
function requestOf(
  { tls, ip, secrets }: ResolvedCheck<FlowCheck>,
  method: Method,
  url: URL,
  { redirect: _, ...options }: FlowRequest,
  read: RequestsOptions['read'],
): Resolved<HttpRequest> {
  const compiled = compileRequest({
    ...(tls !== undefined && { tls }),
    ...(ip !== undefined && { ip }),
    ...options,
    url: url.href,
    method,
  });
  // Which text of a flow holds one of its secrets cannot be told: with any declared, every body stays in its origin.
  const isSecret = compiled.body !== undefined && (secrets.length > 0 || secretsIn(compiled.body).length > 0);
  return resolveSecrets({ ...compiled, ...(isSecret && { isBodySecret: true as const }) }, read);
}

function tooMany(): ProbeFailure {
  const detail = { expected: `at most ${MOST_REQUESTS} requests`, actual: 'one more' };
  return new ProbeFailure('assertion', `more than ${MOST_REQUESTS} requests in one run`, detail);
}
