import { Command } from 'commander';
import { announce } from '../../lib/local/announce.ts';
import { CommandError } from '../command-error.ts';
import { startLocalMonitor } from '../dev/local-monitor.ts';
import { storyLine } from '../dev/print-story.ts';
import { DEFAULT_CHECKS, loadDefinition } from '../load-definition.ts';

type Options = { readonly checks: string; readonly speed: string; readonly json?: boolean; readonly data?: string };

/** `killdeer dev`: anyone's definition, whole, on this machine, until Ctrl-C. */
export function devCommand(): Command {
  return new Command('dev')
    .description('runs the synthesised app in the local cloud until Ctrl-C; prints what happens')
    .option('--checks <file>', 'the definition', DEFAULT_CHECKS)
    .option('--speed <n>', 'how many times faster its clock runs, 1 to 60', '1')
    .option('--data <folder>', 'keep tables, queues and parameters in this folder; default: in memory')
    .option('--json', 'one JSON event a line')
    .action(dev);
}

async function dev(options: Options): Promise<void> {
  const speed = Number(options.speed);
  if (!(speed >= 1 && speed <= 60)) {
    throw new CommandError(`--speed is "${options.speed}"; it takes a number from 1 to 60`);
  }
  const { monitor, file } = await loadDefinition(options.checks);
  const cloud = await startLocalMonitor({
    file,
    monitor,
    speed,
    ...(options.data === undefined ? {} : { data: options.data }),
    onProgress: (text) => console.error(text),
    onStory: (event) => console.log(options.json === true ? JSON.stringify(event) : storyLine(event)),
  });
  const { endpoint, account, regions } = cloud;
  const told = {
    endpoint,
    account,
    regions,
    ...cloud.credentials,
    monitor: monitor.name,
    home: monitor.home,
    checks: file,
  };
  const withdraw = announce(process.cwd(), told);
  console.error(`the monitor "${monitor.name}" runs at ${cloud.endpoint}; Ctrl-C ends it`);
  const asked = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
  const fault = await Promise.race([asked, cloud.stopped]);
  withdraw();
  await cloud.stop();
  if (fault !== undefined) throw new CommandError(fault.message);
}
