import { userInfo } from 'node:os';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { acknowledgeIncident } from '../../lib/app/acknowledge-incident.ts';
import { listIncidents } from '../../lib/app/list-incidents.ts';
import { reviewIncident } from '../../lib/app/review-incident.ts';
import { formatInstant, formatSpan } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { type Operator, openOperator } from '../operator.ts';

type Options = { readonly checks?: string; readonly json?: boolean; readonly by?: string };

/** `killdeer incidents`: what is open and what is over, one incident's post-mortem, and "I am on it". */
export function incidentsCommand(): Command {
  const command = new Command('incidents').description('lists incidents, acknowledges one, shows its post-mortem');
  command
    .command('list', { isDefault: true })
    .description('what is open, and the newest that are over')
    .addOption(checks())
    .option('--json', 'one JSON document')
    .action(async (options: Options) => print(await listIncidents(await openOperator(options.checks)), options));
  command
    .command('ack <incident>')
    .description('notes that a person is on it')
    .addOption(checks())
    .option('--by <name>', 'who; default: the user of this machine')
    .option('--json', 'one JSON document')
    .action(acknowledge);
  command
    .command('show <incident>')
    .description('the timeline so far, or the post-mortem of one that is over')
    .addOption(checks())
    .option('--json', 'one JSON document')
    .action(async (incident: string, options: Options) => show(await openOperator(options.checks), incident, options));
  return command;
}

function checks(): Option {
  return new Option(
    '--checks <file>',
    'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts',
  );
}

async function acknowledge(incident: string, options: Options): Promise<void> {
  const by = options.by ?? userInfo().username;
  const outcome = await acknowledgeIncident(await openOperator(options.checks), { incident, by });
  if (outcome === 'not-open')
    throw new CommandError(`no incident ${incident} is open; \`killdeer incidents\` lists them`, 1);
  const text = outcome === 'already' ? `${incident} was acknowledged before` : `${incident} is acknowledged by ${by}`;
  console.log(options.json === true ? JSON.stringify({ incident, outcome, by }) : text);
}

async function show(operator: Operator, incident: string, { json }: Options): Promise<void> {
  const { open } = await listIncidents(operator, { limit: 1 });
  const found = open.find((one) => one.incident.id === incident);
  if (found !== undefined) {
    if (json === true) return console.log(JSON.stringify({ open: true, ...found }));
    console.log(
      `${incident}: ${found.check} is ${found.verdict}, open since ${formatInstant(found.incident.openedAt)}`,
    );
    for (const { at, text } of found.incident.events) console.log(`${formatInstant(at)}  ${text}`);
    return;
  }
  const { summary } = await operator.archive.read(incident);
  if (summary === undefined)
    throw new CommandError(`there is no incident ${incident}; \`killdeer incidents\` lists them`, 1);
  const { markdown, figures } = await reviewIncident(operator, { incident });
  console.log(json === true ? JSON.stringify({ open: false, summary, figures, markdown }) : markdown);
}

function print(listed: Awaited<ReturnType<typeof listIncidents>>, { json }: Options): void {
  console.log(json === true ? JSON.stringify(listed) : draw(listed));
}

function draw({ open, over }: Awaited<ReturnType<typeof listIncidents>>): string {
  if (open.length + over.length === 0) return 'no incidents';
  const table = new Table({
    style: { head: [], border: [] },
    head: ['incident', 'check', 'state', 'began', 'lasted', 'acknowledged'],
  });
  for (const { check, incident } of open) {
    const { id, containment, firstFailureAt, acknowledged } = incident;
    const state = containment.is === 'none' || containment.is === 'advised' ? 'open' : containment.is;
    table.push([id, check, state, formatInstant(firstFailureAt), '', acknowledged?.by ?? '']);
  }
  for (const { id, check, ended, firstFailureAt, resolvedAt, acknowledgedBy } of over) {
    const lasted = formatSpan(resolvedAt - firstFailureAt);
    table.push([id, check, ended, formatInstant(firstFailureAt), lasted, acknowledgedBy ?? '']);
  }
  return table.toString();
}
