import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { readHistory } from '../../lib/adapters/history/read-history.ts';
import { learnHistory } from '../../lib/app/learn-history.ts';
import { BadHistory } from '../../lib/core/history/bad-history.ts';
import { formatInstant } from '../../lib/core/time.ts';
import { announce } from '../../lib/local/announce.ts';
import type { LocalCloud, LocalCloudOptions } from '../../lib/local/cloud.ts';
import { CommandError } from '../command-error.ts';
import { mustBeAlone } from '../dev/alone.ts';
import { askedToEnd } from '../dev/asked-to-end.ts';
import { startLocalMonitor } from '../dev/local-monitor.ts';
import { storyLine } from '../dev/print-story.ts';
import { reachOf } from '../dev/reach.ts';
import { slowChecks } from '../dev/slow-checks.ts';
import type { StoryEvent } from '../dev/story-event.ts';
import { DEFAULT_CHECKS, type LoadedDefinition, loadDefinition } from '../load-definition.ts';
import { operatorOf } from '../operator.ts';
import { readSecrets, SECRETS_HELP } from '../secrets.ts';

type Options = {
  readonly checks: string;
  readonly speed: string;
  readonly json?: boolean;
  readonly data?: string;
  readonly secrets?: string;
  readonly history?: string;
};

/** `killdeer dev`: anyone's definition, whole, on this machine, until Ctrl-C. */
export function devCommand(): Command {
  return new Command('dev')
    .description('runs the synthesised app in the local cloud until Ctrl-C; prints what happens')
    .option('--checks <file>', 'the definition', DEFAULT_CHECKS)
    .option(
      '--speed <n>',
      'how many times faster its clock runs, 1 to 60; requests and timeouts stay in real time',
      '1',
    )
    .option('--data <folder>', 'keep tables, switches and the clock in this folder; default: in memory')
    .option(
      '--history <file>',
      'begin with what this history tells of what is usual: a CSV, or what `killdeer export` wrote',
    )
    .option('--secrets <file>', SECRETS_HELP)
    .option('--json', 'one JSON event a line')
    .action(dev);
}

async function dev(options: Options): Promise<void> {
  const speed = Number(options.speed);
  if (!(speed >= 1 && speed <= 60)) {
    throw new CommandError(`--speed is "${options.speed}"; it takes a number from 1 to 60`);
  }
  const folder = process.cwd();
  mustBeAlone(folder);
  const asked = askedToEnd();
  const tell = (event: StoryEvent): void =>
    console.log(options.json === true ? JSON.stringify(event) : storyLine(event));
  const definition = await loadDefinition(options.checks);
  const warning = slowChecks(definition.monitor, speed);
  if (warning !== undefined) console.error(warning);
  const { values, missing } = await readSecrets(definition.monitor, options.secrets);
  if (missing.length > 0) console.error(`warning: ${missing.join('; ')}; checks that need them are unknown`);
  let cloud: LocalCloud;
  try {
    cloud = await startLocalMonitor({
      file: definition.file,
      speed,
      ...(options.data === undefined ? {} : { data: options.data }),
      secrets: { region: definition.monitor.home, values },
      reach: reachOf(definition.monitor),
      ...(options.history !== undefined && { before: learnFrom(options.history, definition) }),
      signal: asked,
      onProgress: (text) => console.error(text),
      onStory: tell,
    });
  } catch (error) {
    if (asked.aborted) return;
    throw error;
  }
  try {
    mustBeAlone(folder);
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  const withdraw = makeKnown(cloud, definition, speed, tell);
  const fault = asked.aborted
    ? undefined
    : await Promise.race([once(asked, 'abort').then(() => undefined), cloud.stopped]);
  withdraw();
  await cloud.stop();
  if (fault !== undefined) throw new CommandError(fault.message);
}

/** Folds a history into the checkpoints before anything runs. */
function learnFrom(file: string, { monitor }: LoadedDefinition): NonNullable<LocalCloudOptions['before']> {
  if (!existsSync(file)) throw new CommandError(`there is no file ${file}`);
  return async ({ endpoint, credentials, clock }) => {
    const access = { endpoint, ...credentials, clock: { speed: 1, virtualStart: clock(), realStart: Date.now() } };
    const { runs, ignored } = await learnHistory(operatorOf(monitor, access), readHistory(file)).catch(
      (error: unknown) => {
        throw error instanceof BadHistory ? new CommandError(`${file}, ${error.message}`) : error;
      },
    );
    console.error(
      `learned from ${runs} runs of ${file}${ignored === 0 ? '' : `; ${ignored} are of no defined check and region`}`,
    );
  };
}

/** Tells that the cloud is ready, on the output and to the other commands. Returns what takes the latter back. */
function makeKnown(
  { endpoint, account, regions, credentials, clock }: LocalCloud,
  { monitor, file }: LoadedDefinition,
  speed: number,
  tell: (event: StoryEvent) => void,
): () => void {
  const told = { monitor: monitor.name, home: monitor.home, regions, endpoint, account, ...credentials };
  const withdraw = announce(process.cwd(), {
    ...told,
    checks: file,
    clock: { speed, virtualStart: clock(), realStart: Date.now() },
  });
  tell({ at: formatInstant(clock()), type: 'ready', ...told, speed });
  return withdraw;
}
