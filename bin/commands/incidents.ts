import { userInfo } from 'node:os';
import { Command, Option } from 'commander';
import { acknowledgeIncident } from '../../lib/app/acknowledge-incident.ts';
import { listIncidents, type OpenIncident } from '../../lib/app/list-incidents.ts';
import { reviewIncident } from '../../lib/app/review-incident.ts';
import type { CheckState } from '../../lib/core/incident.ts';
import { CommandError } from '../command-error.ts';
import { decidedLevels } from '../decided-levels.ts';
import { incidentsTable } from '../incidents-table.ts';
import { type OpenView, openIncidentText } from '../open-incident-text.ts';
import { type Operator, openOperator, sayWhere } from '../operator.ts';

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
  const operator = await openOperator(options.checks);
  sayWhere(operator);
  const outcome = await acknowledgeIncident(operator, { incident, by });
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
    return console.log(openIncidentText(await viewOf(operator, found)));
  }
  const { summary } = await operator.archive.read(incident);
  if (summary === undefined)
    throw new CommandError(`there is no incident ${incident}; \`killdeer incidents\` lists them`, 1);
  const { markdown, figures } = await reviewIncident(operator, { incident });
  console.log(json === true ? JSON.stringify({ open: false, summary, figures, markdown }) : markdown);
}

async function viewOf(operator: Operator, { check, verdict, incident }: OpenIncident): Promise<OpenView> {
  const { monitor, aggregates, archive, deliveries, clock } = operator;
  const trip = incident.trip ?? monitor.checks.find(({ id }) => id === check)?.contain;
  const [stored, archived, sent, levels] = await Promise.all([
    aggregates.load<CheckState>(`CHECK#${check}`),
    archive.read(incident.id),
    deliveries.list(incident.id),
    trip === undefined ? [] : decidedLevels(operator, trip.service, trip.switch),
  ]);
  const events = new Map([...archived.events, ...incident.events].map((event) => [event.n, event]));
  return {
    monitor,
    state: { judgedAt: 0, since: incident.openedAt, owed: [], ...stored?.state, check, verdict, incident },
    events: [...events.values()].sort((a, b) => a.n - b.n),
    deliveries: sent,
    levels,
    now: clock.now(),
  };
}

function print(listed: Awaited<ReturnType<typeof listIncidents>>, { json }: Options): void {
  console.log(json === true ? JSON.stringify(listed) : incidentsTable(listed));
}
