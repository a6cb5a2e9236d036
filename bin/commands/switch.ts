import { userInfo } from 'node:os';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { listIncidents } from '../../lib/app/list-incidents.ts';
import { listSwitches, type SwitchStatus } from '../../lib/app/list-switches.ts';
import { releaseSwitch } from '../../lib/app/release-switch.ts';
import { setSwitch } from '../../lib/app/set-switch.ts';
import { formatInstant, parseDuration } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { decidedLevels } from '../decided-levels.ts';
import { type Operator, openOperator, sayWhere } from '../operator.ts';
import { releasedText } from '../released-text.ts';

type Options = { readonly checks?: string; readonly json?: boolean; readonly by?: string; readonly for?: string };

/** `killdeer switch`: the switches as decided and as written, and a person's word on one of them. */
export function switchCommand(): Command {
  const command = new Command('switch').description('lists switches; sets one by hand; gives one back');
  const by = (): Option => new Option('--by <name>', 'who; default: the user of this machine');
  command
    .command('list', { isDefault: true })
    .description('every switch: percent of traffic allowed, and who holds it')
    .addOption(checks())
    .option('--json', 'one JSON document')
    .action(async (options: Options) => print(await listSwitches(await openOperator(options.checks)), options));
  command
    .command('set <service> <switch> <percent>')
    .description("pins a switch at a percent of traffic, 0 to 100; wins over every incident's hold")
    .addOption(checks())
    .addOption(by())
    .option('--for <duration>', 'how long, such as 30m or 2h; default: until it is released')
    .option('--json', 'one JSON document')
    .action(set);
  command
    .command('release <service> <switch>')
    .description('takes pins away, and has the incidents that hold the switch let go for good')
    .addOption(checks())
    .addOption(by())
    .option('--json', 'one JSON document')
    .action(release);
  return command;
}

function checks(): Option {
  return new Option(
    '--checks <file>',
    'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts',
  );
}

async function set(service: string, name: string, percent: string, options: Options): Promise<void> {
  const allow = Number(percent);
  if (!/^\d+(\.\d+)?$/.test(percent) || allow > 100) {
    throw new CommandError(`<percent> is "${percent}"; it takes a number from 0 (nothing passes) to 100 (all of it)`);
  }
  const forMs = options.for === undefined ? undefined : parseDuration(options.for);
  if (options.for !== undefined && (forMs === undefined || forMs === 0)) {
    throw new CommandError(`--for is "${options.for}"; it takes a duration such as 30m, 2h or 1d`);
  }
  const operator = await openOperator(options.checks);
  mustDeclare(operator, service, name);
  sayWhere(operator);
  const owner = options.by ?? userInfo().username;
  await setSwitch(operator, { service, switch: name, allow, owner, ...(forMs === undefined ? {} : { forMs }) });
  const text = `${service}.${name} is pinned at ${allow} % by ${owner}${options.for === undefined ? '' : ` for ${options.for}`} (${operator.where})`;
  console.log(options.json === true ? JSON.stringify({ service, switch: name, allow, owner, forMs }) : text);
}

async function release(service: string, name: string, options: Options): Promise<void> {
  const operator = await openOperator(options.checks);
  mustDeclare(operator, service, name);
  sayWhere(operator);
  const by = options.by ?? userInfo().username;
  const { pins, incidents } = await releaseSwitch(operator, { service, switch: name, by });
  if (options.json === true) return console.log(JSON.stringify({ service, switch: name, pins, incidents }));
  const levels = await decidedLevels(operator, service, name);
  const { open } = await listIncidents(operator, { limit: 1 });
  const released = { name: `${service}.${name} (${operator.where})`, pins, incidents };
  console.log(releasedText(released, Math.min(...levels.map(({ allow }) => allow)), open));
}

function mustDeclare({ monitor }: Operator, service: string, name: string): void {
  const declared = monitor.services.flatMap(({ id, switches }) => switches.map((one) => `${id} ${one.name}`));
  if (declared.includes(`${service} ${name}`)) return;
  const known = declared.length === 0 ? 'the definition declares none' : `declared are: ${declared.join(', ')}`;
  throw new CommandError(`there is no switch "${service} ${name}"; ${known}`);
}

function print(switches: readonly SwitchStatus[], { json }: Options): void {
  console.log(json === true ? JSON.stringify({ switches }) : draw(switches));
}

function draw(switches: readonly SwitchStatus[]): string {
  if (switches.length === 0) return 'the definition declares no switches';
  const table = new Table({
    style: { head: [], border: [] },
    head: ['switch', 'region', 'decided', 'written', 'because'],
  });
  for (const one of switches) {
    const pins = one.pins.map(
      ({ owner, allow, until }) => `${owner} pinned ${allow} %${until ? ` until ${formatInstant(until)}` : ''}`,
    );
    const holds = one.holds.map(({ incident, allow }) => `${incident} holds ${allow} %`);
    for (const { region, decided, written } of one.regions) {
      const shown = written === 'unreadable' ? written : `${written} %`;
      table.push([`${one.service}.${one.switch}`, region, `${decided} %`, shown, [...pins, ...holds].join('\n')]);
    }
  }
  return table.toString();
}
