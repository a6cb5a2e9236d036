// The thread of one container: puts the cloud's clock and the connection guard in place, loads the handler, runs it.
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { loadBundle } from './container-bundle.ts';
import { scaleDate } from './container-clock.ts';
import { guardConnections } from './container-guard.ts';
import type { ContainerMessage, ContainerSetup, InvokeMessage } from './container-protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const setup = workerData as ContainerSetup;
const realNow = Date.now;
let running = '';

const report = (message: ContainerMessage): void => parentPort?.postMessage(message);
const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function captureLines(): void {
  const log = (level: string, text: string): void => report({ type: 'log', requestId: running, level, text });
  for (const level of ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const) {
    const name = level === 'log' ? 'INFO' : level.toUpperCase();
    console[level] = (...args: unknown[]) => log(name, format(...args));
  }
  for (const [stream, level] of [
    [process.stdout, 'INFO'],
    [process.stderr, 'ERROR'],
  ] as const) {
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      for (const line of Buffer.from(chunk as string)
        .toString()
        .split('\n'))
        if (line !== '') log(level, line);
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    }) as typeof stream.write;
  }
}

function load(): Handler {
  const handler = loadBundle(setup.file)[setup.exportName];
  if (typeof handler === 'function') return handler as Handler;
  throw new Error(`${setup.file} exports no function ${setup.exportName}`);
}

async function run(handler: Handler, { requestId, event, deadline, context }: InvokeMessage): Promise<void> {
  running = requestId;
  try {
    const getRemainingTimeInMillis = (): number => Math.max(0, deadline - realNow());
    const value = await handler(JSON.parse(event), { ...context, getRemainingTimeInMillis });
    report({ type: 'result', requestId, value: JSON.stringify(value) });
  } catch (error) {
    report({ type: 'failure', requestId, error: describe(error) });
  } finally {
    running = '';
  }
}

captureLines();
guardConnections(setup.reach, (target) => report({ type: 'connection', target }));
if (setup.clock.speed !== 1 || setup.clock.virtualStart !== setup.clock.realStart) scaleDate(setup.clock);
try {
  const handler = load();
  parentPort?.on('message', (message: InvokeMessage) => void run(handler, message));
  report({ type: 'ready' });
} catch (error) {
  report({ type: 'unusable', error: describe(error) });
}
