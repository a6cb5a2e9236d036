import { randomUUID } from 'node:crypto';
import type { FunctionDeclaration } from '../assembly/declarations.ts';
import type { SeededChance } from '../chance.ts';
import type { VirtualClock } from '../clock.ts';
import type { Emit } from '../cloud-event.ts';
import type { LocalCloudFault } from '../fault.ts';
import type { Chaos, KillPlan } from './chaos.ts';
import { type Container, type ContainerOptions, type RunOutcome, startContainer } from './container.ts';
import type { Reach } from './container-protocol.ts';

/** A function keeps at least so many containers, so that nothing in one's memory can be taken for granted. */
const LEAST_CONTAINERS = 2;

/** Without a reserved concurrency. */
const MOST_CONTAINERS = 8;

/** The share of runs after which a container is replaced, as AWS replaces them now and then. */
const RECYCLE_RATE = 0.02;

/** A function and its containers. */
export type LocalFunction = {
  readonly declaration: FunctionDeclaration;
  /** How many runs there may be at once. */
  readonly most: number;
  /** Starts the first containers. Throws where the handler does not load. */
  warm(): Promise<void>;
  /** Runs the handler, as soon as the concurrency allows. `records`: how many the event carries. */
  invoke(event: unknown, records: number): Promise<{ readonly requestId: string; readonly outcome: RunOutcome }>;
  /** Whether the container with this token runs now; undefined when it is none of this function's, or gone. */
  isRunning(token: string): boolean | undefined;
  stop(): Promise<void>;
};

/** What all functions of a cloud share. */
export type FunctionOptions = {
  readonly clock: VirtualClock;
  readonly chance: SeededChance;
  readonly reach: Reach;
  readonly emit: Emit;
  fault(fault: LocalCloudFault): void;
  readonly chaos?: Chaos & { readonly plan: KillPlan };
};

/** Makes a function; `environment` is what its handler sees as `process.env`. */
export function localFunction(
  declaration: FunctionDeclaration,
  environment: Readonly<Record<string, string>>,
  { clock, chance, reach, emit, fault, chaos }: FunctionOptions,
): LocalFunction {
  const most = declaration.reserved ?? MOST_CONTAINERS;
  const containers = new Set<Container>();
  const waiting: (() => void)[] = [];
  let taken = 0;
  let stopped = false;
  const named = { function: declaration.name, region: declaration.region };

  const options: ContainerOptions = {
    declaration,
    clock,
    reach,
    environment,
    listener: {
      log: ({ requestId, level, text }) => emit({ type: 'log', ...named, requestId, level, text, ...parsed(text) }),
      fault,
    },
  };
  const start = (): Container => {
    const container = startContainer(options);
    containers.add(container);
    return container;
  };
  const refill = (): void => {
    for (const container of containers) if (container.isGone()) containers.delete(container);
    while (!stopped && containers.size < Math.min(LEAST_CONTAINERS, most)) start();
  };
  const choose = (): Container => {
    refill();
    // A container that was just given a run is busy only once it is ready.
    const idle = [...containers].filter((container) => !container.isBusy() && !claimed.has(container));
    return chance.pick(idle) ?? start();
  };
  const claimed = new Set<Container>();

  const runIn = async (container: Container, requestId: string, event: unknown): Promise<RunOutcome> => {
    try {
      await container.ready;
    } catch (error) {
      return { is: 'crash', error: String(error) };
    }
    const doom = chaos?.plan.next(declaration.name);
    const began = performance.now();
    let isKilled = false;
    const kill = (): void => {
      isKilled = true;
      const ms = Math.round(performance.now() - began);
      chaos?.plan.hit(declaration.name);
      emit({ type: 'invocation-kill', ...named, requestId, ms });
      chaos?.onKill?.({ ...named, ms });
      void container.end(`killed ${ms} ms into its run`);
    };
    const context = contextOf(declaration, requestId);
    const running = container.run({ requestId, event: JSON.stringify(event), context });
    const timer = doom === undefined ? undefined : setTimeout(kill, doom);
    const outcome = await running;
    clearTimeout(timer);
    if (doom !== undefined && !isKilled) chaos?.plan.miss(declaration.name);
    if (outcome.is === 'ok') chaos?.plan.learn(declaration.name, performance.now() - began);
    return outcome;
  };

  return {
    declaration,
    most,
    async warm() {
      refill();
      await Promise.all([...containers].map(({ ready }) => ready));
    },
    async invoke(event, records) {
      while (taken >= most && !stopped) await new Promise<void>((done) => waiting.push(done));
      const requestId = randomUUID();
      if (stopped) return { requestId, outcome: { is: 'crash', error: 'the local cloud stopped' } };
      taken += 1;
      const container = choose();
      claimed.add(container);
      const began = performance.now();
      emit({ type: 'invocation-start', ...named, requestId, container: container.token, records });
      const outcome = await runIn(container, requestId, event);
      const ms = Math.round(performance.now() - began);
      if (outcome.is === 'ok') emit({ type: 'invocation-end', ...named, requestId, ms });
      else emit({ type: 'invocation-error', ...named, requestId, ms, error: outcome.error });
      claimed.delete(container);
      taken -= 1;
      waiting.shift()?.();
      if (chance.next() < RECYCLE_RATE) void container.end('recycled');
      if (!stopped) refill();
      return { requestId, outcome };
    },
    isRunning(token) {
      const container = [...containers].find((one) => one.token === token);
      return container === undefined || container.isGone() ? undefined : container.isBusy();
    },
    async stop() {
      stopped = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...containers].map((container) => container.end('the local cloud stopped')));
    },
  };
}

function parsed(text: string): { json?: unknown } {
  if (!text.startsWith('{')) return {};
  try {
    return { json: JSON.parse(text) };
  } catch {
    return {};
  }
}

function contextOf({ name, arn, memoryMb, logGroup }: FunctionDeclaration, requestId: string): Record<string, string> {
  return {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: logGroup,
    logStreamName: 'local',
  };
}
