import { SSMClient } from '@aws-sdk/client-ssm';
import { passes, switchboardParameter } from '../core/switchboard.ts';
import { SECOND } from '../core/time.ts';
import { SwitchboardError } from './error.ts';
import { checkOptions, type ParameterClient, type ReaderOptions, type SwitchboardReader } from './options.ts';
import { readParameter } from './read-parameter.ts';
import { levelIn, nextReading, UNREAD } from './reading.ts';

/** Longest wait for one answer of Parameter Store, milliseconds; a shorter `refresh` shortens it. */
const ANSWER_MS = 5 * SECOND;

/**
 * Opens the switchboard of a service and keeps it fresh in the background. While Parameter Store is away, or holds
 * something unreadable, the last switchboard that was read stands; before the first one, each switch answers by its
 * `failDefault`. The timers do not keep the process alive. Throws a TypeError or RangeError for wrong options.
 */
export function openSwitchboard<const Names extends string>(options: ReaderOptions<Names>): SwitchboardReader<Names> {
  const { refreshMs, monitor } = checkOptions(options);
  const { service, onChange, onError } = options;
  const names = Object.keys(service.switches) as Names[];
  const parameter = switchboardParameter(monitor, service.id);
  const client: ParameterClient =
    options.client ?? new SSMClient(options.region === undefined ? {} : { region: options.region });
  let request = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let reading = UNREAD;
  let trouble: string | undefined;

  const level = (name: Names): number => {
    if (!Object.hasOwn(service.switches, name)) {
      throw new RangeError(`service "${service.id}" has no switch "${name}"; it has: ${names.join(', ') || 'none'}`);
    }
    return levelIn(reading, name, service.switches[name].failDefault);
  };

  const adopt = (text: string): void => {
    const next = nextReading(reading, text, Date.now());
    if ('refused' in next) throw new SwitchboardError(next.refused, parameter, next.why);
    const before = new Map(names.map((name) => [name, level(name)]));
    reading = next;
    for (const [name, from] of before) {
      const to = level(name);
      if (from !== to) tell(() => onChange?.({ name, from, to, epoch: reading.epoch }));
    }
  };

  const tell = (call: () => void): void => {
    try {
      call();
    } catch (cause) {
      report(new SwitchboardError('callback', parameter, 'onChange threw', cause));
    }
  };

  const report = (error: SwitchboardError): void => {
    try {
      onError?.(error);
    } catch {
      // A reporter that throws must not stop the refresh, and nobody is left to tell.
    }
  };

  const refresh = async (): Promise<void> => {
    request = new AbortController();
    try {
      const text = await readParameter(client, parameter, Math.min(refreshMs, ANSWER_MS), request);
      if (isClosed) return;
      adopt(text);
      trouble = undefined;
    } catch (cause) {
      if (isClosed) return;
      const error =
        cause instanceof SwitchboardError
          ? cause
          : new SwitchboardError('unreadable', parameter, 'its value could not be read', cause);
      const kind = `${error.code} ${error.cause instanceof Error ? error.cause.name : ''}`;
      if (trouble !== kind) report(error);
      trouble = kind;
    } finally {
      // ± 20 %, so that readers started together do not read together.
      if (!isClosed) timer = setTimeout(refresh, refreshMs * (0.8 + 0.4 * Math.random())).unref();
    }
  };

  return {
    allows: (name, key) => passes(level(name), name, key, Math.random()),
    level,
    get epoch() {
      return reading.epoch;
    },
    ready: refresh(),
    close() {
      isClosed = true;
      clearTimeout(timer);
      request.abort(new Error('the reader was closed'));
      if (options.client === undefined && client instanceof SSMClient) client.destroy();
    },
  };
}
