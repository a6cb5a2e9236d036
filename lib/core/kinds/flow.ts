import type { Assertion, Response } from '../assertion.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import type { RequestOptions } from '../http-request.ts';
import type { IpVersion } from '../network.ts';
import type { SecretRef } from '../secret.ts';
import { type Duration, SECOND } from '../time.ts';
import type { TlsOptions } from '../tls-options.ts';

/** Most requests that one run of a flow may send. */
export const MOST_REQUESTS = 50;

/** Most steps that one run of a flow may have. */
export const MOST_STEPS = 50;

const TIMEOUT_MS = 20 * SECOND;

/** What a request of a flow may say: all that an `http` check may say of its own. */
export type FlowRequest = Omit<RequestOptions, 'url' | 'method'> & {
  /** `manual`: a redirect is the answer. Default `follow`, at most 5. */
  readonly redirect?: 'follow' | 'manual';
};

/** What a flow's request gave. Reading its `status` counts as judging it; `json` of what is none ends the flow as failed. */
export type FlowResponse = Response & {
  /** Where the answer came from, redirects followed. */
  readonly url: string;
};

/** Sends a request: a whole URL, or a path behind the flow's `baseUrl`. */
export type FlowSend = (url: string, options?: FlowRequest) => Promise<FlowResponse>;

export type FlowHttp = {
  readonly get: FlowSend;
  readonly post: FlowSend;
  readonly put: FlowSend;
  readonly patch: FlowSend;
  readonly delete: FlowSend;
  readonly head: FlowSend;
  readonly options: FlowSend;
};

/** How long a step may take: it fails at or above `below`, and warns at or above `warn`. */
export type StepLimits = { readonly below?: Duration; readonly warn?: Duration };

/** What a flow is given: everything that it says to the outside goes through it. */
export type FlowContext = {
  readonly http: FlowHttp;
  /** Holds an answer against assertions, the same as an `http` check's `expect`. The first miss ends the flow as failed. */
  readonly expect: (response: FlowResponse, ...assertions: readonly Assertion[]) => void;
  /** Ends the flow as failed, for the reason in this sentence. */
  readonly fail: (sentence: string) => never;
  /** With a sentence: the flow warns of it and goes on. With an assertion: a miss of it is a warning. */
  readonly warn: {
    (sentence: string): void;
    (assertion: Assertion): Assertion;
  };
  /** A part of the flow under its own name, with its own time. Gives what its function gives. At most 50. */
  readonly step: <T>(name: string, run: () => Promise<T> | T, limits?: StepLimits) => Promise<T>;
  /** The text of a secret that the options of the flow declare. */
  readonly secret: (name: string, options?: Pick<SecretRef, 'store' | 'key'>) => Promise<string>;
  /** Keeps a value that came to be within the flow, such as a token, out of everything that is stored or printed. */
  readonly mask: <T extends string>(value: T) => T;
};

/** The journey itself: plain async TypeScript. It passes when it returns and fails when it throws. */
export type FlowRun = (context: FlowContext) => Promise<void>;

export type FlowOptions = CommonOptions & {
  /** The secrets that the flow may read, so that the probe is allowed to. */
  readonly secrets?: readonly SecretRef[];
  /** The JSON Schemas and OpenAPI operations that its code expects: they are compiled with the definition. */
  readonly contracts?: readonly Assertion[];
  /** Where paths lead to: `http.get('/login')`. */
  readonly baseUrl?: string;
  /** For every request that says no other. */
  readonly tls?: TlsOptions;
  /** For every request that says no other. */
  readonly ip?: IpVersion;
};

/** A `flow` check as a person wrote it. */
export type FlowDefinition = FlowOptions & { readonly kind: 'flow'; readonly id: string; readonly run: FlowRun };

/** A declared secret. `ref` is its text once the prober has read it. */
export type FlowSecret = Pick<SecretRef, 'store' | 'name' | 'key'> & { readonly ref: SecretRef };

export type FlowFields = {
  readonly kind: 'flow';
  readonly run: FlowRun;
  readonly secrets: readonly FlowSecret[];
  readonly baseUrl?: string;
  readonly tls?: TlsOptions;
  readonly ip?: IpVersion;
};

export type FlowCheck = CommonCheck & FlowFields;

/** What a `flow` check runs. `budgetMs`: what its cadence leaves to all attempts. */
export function compileFlow(
  definition: FlowDefinition,
  budgetMs: number,
): FlowFields & Pick<CommonCheck, 'target'> & Partial<Pick<CommonCheck, 'timeoutMs'>> {
  const { run, secrets = [], baseUrl, tls, ip, timeout } = definition;
  return {
    kind: 'flow',
    target: baseUrl === undefined ? 'a flow of requests' : baseUrl.replace(/[?#].*$/s, ''),
    run,
    secrets: secrets.map((ref) => ({
      name: ref.name,
      ...(ref.store !== undefined && { store: ref.store }),
      ...(ref.key !== undefined && { key: ref.key }),
      ref,
    })),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(tls !== undefined && { tls }),
    ...(ip !== undefined && { ip }),
    ...(timeout === undefined && { timeoutMs: Math.min(TIMEOUT_MS, budgetMs) }),
  };
}
