import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { declareResources } from './assembly/declare.ts';
import { readAssembly } from './assembly/read-assembly.ts';
import {
  type Credentials,
  callerOf,
  functionCredentials,
  lambdaEnvironment,
  OPERATOR,
  recordLogging,
} from './callers.ts';
import { type Caller, callRecord, type RecordedCall } from './calls.ts';
import { seededChance } from './chance.ts';
import { startClock } from './clock.ts';
import type { CloudEvent, Emit } from './cloud-event.ts';
import { watchDeadLetters } from './dead-letters.ts';
import { type Service, startEndpoint } from './endpoint.ts';
import { eventSources } from './event-sources.ts';
import { LocalCloudFault } from './fault.ts';
import { keepClock, readClock } from './kept-clock.ts';
import { type Chaos, killPlan } from './lambda/chaos.ts';
import type { Reach } from './lambda/container-protocol.ts';
import { type LocalFunction, localFunction } from './lambda/function.ts';
import { type FunctionUrl, startFunctionUrl } from './lambda/function-url.ts';
import { cloudwatchService } from './services/cloudwatch.ts';
import { createTable, startTableEngine } from './services/dynalite-server.ts';
import { dynamoService } from './services/dynamodb.ts';
import { lambdaService } from './services/lambda.ts';
import { createQueues, createTopics, startMessageEngine } from './services/messaging.ts';
import { parameterStore, type SeededSecrets } from './services/parameter-store.ts';
import { secretsManager } from './services/secrets-manager.ts';
import { snsService } from './services/sns.ts';
import { sqsService } from './services/sqs.ts';
import type { TableChange } from './services/table-writes.ts';

/** How a local cloud is started. */
export type LocalCloudOptions = {
  /** The folder that `cdk synth` wrote: `cdk.out`. */
  readonly assembly: string;
  /** Where tables, parameters and the clock are kept between runs. Default: in memory. Messages are never kept. */
  readonly data?: string;
  /** What checks read from Parameter Store and Secrets Manager, by name. Kept nowhere. Default: none. */
  readonly secrets?: SeededSecrets;
  /** How many times faster than the machine's the cloud's clock runs. Default 1. Timers in handlers stay real. */
  readonly speed?: number;
  /** Of the endpoint. Default 0: any free one. */
  readonly port?: number;
  /** Chooses containers, duplicates and recycling. Default: another one each time. */
  readonly seed?: number;
  /** Hosts off the loopback that a function's handlers may connect to, by the function's name. Default `loopback`: none. */
  readonly reach?: (name: string) => Reach;
  readonly chaos?: Chaos;
  /** Waited for when everything can be reached and nothing runs yet: what should stand in the tables at the first run. */
  readonly before?: (ready: Pick<LocalCloud, 'endpoint' | 'credentials' | 'clock'>) => Promise<void>;
  onEvent(event: CloudEvent): void;
};

/** A running local cloud. */
export type LocalCloud = {
  /** Every AWS endpoint: `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly account: string;
  readonly regions: readonly string[];
  /** For programs beside the cloud. */
  readonly credentials: Credentials;
  /** Milliseconds since 1970 on the cloud's clock. */
  clock(): number;
  calls(): readonly RecordedCall[];
  /** Ends everything; runs that are under way are cut off. */
  stop(): Promise<void>;
  /** Settles when the cloud has stopped: with the fault that stopped it, or undefined when it was asked to. */
  readonly stopped: Promise<LocalCloudFault | undefined>;
};

/**
 * Runs a synthesised CDK app on this machine. Throws a LocalCloudFault for what a template asks and the local cloud does
 * not know; what AWS would not allow at run time stops it (`stopped`, and the event `fault`).
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const stacks = await readAssembly(options.assembly);
  const declarations = declareResources(stacks);
  const { account, tables, queues, topics, subscriptions } = declarations;
  const clock = startClock(options.speed ?? 1, options.data === undefined ? 0 : readClock(options.data));
  const kept = options.data === undefined ? undefined : keepClock(options.data, clock);
  const chance = seededChance(options.seed ?? Math.floor(Math.random() * 2 ** 32));
  const calls = callRecord(clock.now);
  const aborted = new AbortController();
  const stopped = Promise.withResolvers<LocalCloudFault | undefined>();
  const closers: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;

  const emit: Emit = (event) => {
    if (stopping === undefined) options.onEvent({ ...event, at: clock.now() });
  };
  const stop = (fault?: LocalCloudFault): Promise<void> => {
    stopping ??= (async () => {
      aborted.abort();
      for (const close of closers.splice(0).reverse()) await close();
      kept?.stop();
      stopped.resolve(fault);
    })();
    return stopping;
  };
  const fail = (error: unknown): void => {
    if (stopping !== undefined) return;
    const fault =
      error instanceof LocalCloudFault
        ? error
        : new LocalCloudFault('assembly', options.assembly, `broke: ${describe(error)}`, { cause: error });
    emit({ type: 'fault', fault });
    void stop(fault);
  };

  try {
    const tableEngine = await startTableEngine(folderIn(options.data, 'tables'));
    closers.push(tableEngine.stop);
    const messages = await startMessageEngine();
    let sources: Promise<unknown> = Promise.resolve();
    // Long polls end with the engine, so it closes before the pollers are waited for.
    closers.push(async () => {
      await messages.stop();
      await sources;
    });
    await createQueues(messages, queues);
    await createTopics(messages, topics, subscriptions);
    for (const table of tables) await createTable(tableEngine, table);

    const functions: LocalFunction[] = [];
    const urls: FunctionUrl[] = [];
    const byKey = new Map<string, Caller>([[OPERATOR.accessKeyId, { name: 'operator' }]]);
    let feed: (change: TableChange) => void = () => {};
    const changed = (change: TableChange): void => {
      emit({ type: 'table-write', ...change });
      feed(change);
    };
    const file = options.data === undefined ? undefined : join(options.data, 'parameters.json');
    const { secrets = { region: '', values: {} } } = options;
    const services = new Map<string, Service>([
      ['dynamodb', dynamoService(tableEngine, tables, changed)],
      ['sqs', sqsService(messages, queues, clock, account)],
      ['sns', snsService(messages, topics, subscriptions, emit)],
      ['monitoring', cloudwatchService()],
      ['lambda', lambdaService((name) => urls.find((one) => one.function === name)?.url)],
      ['ssm', parameterStore({ now: clock.now, emit, secrets, ...(file !== undefined && { file }) })],
      ['secretsmanager', secretsManager(secrets)],
    ]);
    const endpoint = await startEndpoint({
      port: options.port ?? 0,
      account,
      services,
      calls,
      now: clock.now,
      callerOf: (accessKey) => byKey.get(accessKey),
      mayCall(caller, token, what) {
        const fn = functions.find(({ declaration: { stack, id } }) => stack === caller.stack && id === caller.id);
        if (fn?.isRunning(token ?? '') !== false) return true;
        const where = `${caller.stack}/${caller.id}`;
        fail(new LocalCloudFault('call-outside-invocation', where, `it called ${what} outside an invocation`));
        return false;
      },
      unknown(caller, action) {
        if (caller.stack === undefined) return;
        fail(new LocalCloudFault('action', `${caller.stack}/${caller.id}`, `${action} is not known here`));
      },
    });
    closers.push(endpoint.stop);

    const plan = options.chaos === undefined ? undefined : { ...options.chaos, plan: killPlan(options.chaos) };
    const shared = {
      clock,
      chance,
      emit,
      fault: fail,
      ...(plan && { chaos: plan }),
    };
    for (const [n, declaration] of declarations.functions.entries()) {
      const credentials = functionCredentials(n);
      byKey.set(credentials.accessKeyId, callerOf(declaration));
      recordLogging(calls, declaration, account);
      const environment = lambdaEnvironment(declaration, endpoint.url, credentials);
      const reach = options.reach?.(declaration.name) ?? 'loopback';
      functions.push(localFunction(declaration, environment, { ...shared, reach }));
    }
    closers.push(() => Promise.all(functions.map((fn) => fn.stop())));
    for (const { function: arn } of declarations.urls) {
      const fn = functions.find(({ declaration }) => declaration.arn === arn);
      if (fn !== undefined) urls.push(await startFunctionUrl(fn, clock));
    }
    closers.push(() => Promise.all(urls.map((url) => url.stop())));
    const { signal } = aborted;
    const joined = eventSources({ declarations, functions, engine: messages, clock, chance, calls, stop: signal });
    feed = joined.changed;
    await options.before?.({ endpoint: endpoint.url, credentials: OPERATOR, clock: clock.now });
    await Promise.all(functions.map((fn) => fn.warm()));
    sources = Promise.all([joined.run(), watchDeadLetters(declarations, messages, emit, signal)]).catch(fail);
    return {
      endpoint: endpoint.url,
      account,
      regions: [...new Set(stacks.map(({ region }) => region))],
      credentials: OPERATOR,
      clock: clock.now,
      calls: calls.all,
      stop: () => stop(),
      stopped: stopped.promise,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function folderIn(data: string | undefined, name: string): string | undefined {
  if (data === undefined) return undefined;
  mkdirSync(data, { recursive: true });
  return join(data, name);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
