import type { SecureContext } from 'node:tls';
import type { Heartbeats, Queues } from '../../app/ports.ts';
import type { Check } from '../../core/check.ts';
import type { ResolvedCheck } from '../../core/common-check.ts';
import type { Contracts } from '../../core/contract.ts';
import type { Findings } from '../../core/facts.ts';
import type { Region } from '../../core/monitor.ts';
import type { StepResult } from '../../core/result.ts';
import type { Resolved } from '../../core/secret.ts';
import type { TlsOptions } from '../../core/tls-options.ts';
import type { LoopLag } from './loop-lag.ts';
import type { Place } from './stage.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Trace } from './trace.ts';

/** What every attempt of a prober shares. */
export type Means = {
  readonly userAgent: string;
  /** One per set of trust and identity: a new one for each probe costs a fifth of its CPU. */
  readonly secureContext: (tls?: Resolved<TlsOptions>) => SecureContext;
  /** What jobs said of themselves. Default: nothing can be read. */
  readonly heartbeats?: Pick<Heartbeats, 'read'>;
  /** What stands in queues. Default: nothing can be read. */
  readonly queues?: Queues;
  /** The list of RDAP servers, a URL. Default: IANA's. */
  readonly rdapList?: string;
  /** How late this process is in seeing what happens outside. */
  readonly lag: LoopLag;
  /** Name servers to ask, `address` or `address:port`. Default: the system's. */
  readonly servers?: readonly string[];
  /** Default `/etc/hosts`. */
  readonly hostsFile?: string;
  /** What the schemas of the definition were compiled to: for `assess`. */
  readonly contracts?: Contracts;
};

/** How TLS is spoken over a connection. `alpn`: protocols to offer, the best first. */
export type TlsTarget = Resolved<TlsOptions> & {
  readonly alpn?: readonly string[];
  /** Asks for a stapled OCSP answer; called with it before the handshake ends, where there is one. */
  readonly onStaple?: (response: Buffer) => void;
  /** The socket can show the certificates after the handshake. Default: it has looked at the host's name, and has none to show. */
  readonly showsChain?: true;
};

/** Waits for the turn of this run among those of its invocation; the attempt's clocks stand still meanwhile. */
export type Turn = {
  /** Before a name is resolved and a connection made. */
  connect(work?: Parameters<Place['connect']>[1]): Promise<void>;
  /** Before the first byte is sent. */
  ask(): Promise<void>;
};

/** One attempt under way, as the prober of a kind sees it. */
export type Run = {
  readonly means: Means;
  readonly region: Region;
  /** The attempt's time, milliseconds. */
  readonly timeoutMs: number;
  /** Ends with the attempt's time, its reason the failure. Nothing may outlive it. */
  readonly signal: AbortSignal;
  /** A kind enters each stage as it comes to it; failures are explained by the stage they came up in. */
  readonly watch: Stopwatch;
  /** `open` and `addressOf` see to it: a kind that connects by them need not. */
  readonly turn: Turn;
  readonly trace: Trace;
  /** Strikes a value that came to be within the attempt (a token, a signature) from everything that leaves the prober. */
  readonly strike: (secret: string) => void;
  /** What is known so far: it stands in the result whatever comes. */
  readonly seen: { status?: number; address?: string; steps?: readonly StepResult[] };
  /** Where a redirect sent the request that is under way. */
  readonly sent: { to?: URL };
};

/**
 * How a kind is probed: connects, asks, and gives what it found. Closes what it opened, whatever comes. Throws a
 * `ProbeFailure`, or the error of a socket, which `failureOf` explains.
 */
export type KindProbe<C extends Check> = (check: ResolvedCheck<C>, run: Run) => Promise<Findings>;
