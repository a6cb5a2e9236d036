import Table from 'cli-table3';
import { Command } from 'commander';
import { type HeartbeatState, type HeartbeatStatus, heartbeatStatus } from '../../lib/core/heartbeat.ts';
import type { HeartbeatCheck } from '../../lib/core/kinds/heartbeat.ts';
import { formatInstant } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { heartbeatOrigin } from '../heartbeat-origin.ts';
import { type Operator, openOperator } from '../operator.ts';

type Options = { readonly checks?: string; readonly json?: boolean };

/** A job as the command shows it. The URL is a secret: who has it can speak for the job. */
type Row = {
  readonly check: string;
  readonly status: HeartbeatStatus['is'];
  readonly message?: string;
  readonly lastSuccess?: string;
  readonly url: string;
};

/** `killdeer heartbeat`: the jobs that report by themselves, how they are, and the URL that each has to call. */
export function heartbeatCommand(): Command {
  return new Command('heartbeat')
    .description('the jobs that report by themselves: how they are, and the signed URL that each calls')
    .argument('[check]', 'only this one, and only its URL')
    .option('--checks <file>', 'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts')
    .option('--json', 'one JSON document')
    .action(heartbeat);
}

async function heartbeat(only: string | undefined, options: Options): Promise<void> {
  const operator = await openOperator(options.checks);
  const jobs = operator.monitor.checks.filter((check) => check.kind === 'heartbeat');
  if (only !== undefined && !jobs.some(({ id }) => id === only)) {
    const known = jobs.length === 0 ? 'the definition has none' : `there are: ${jobs.map(({ id }) => id).join(', ')}`;
    throw new CommandError(`there is no heartbeat check "${only}"; ${known}`);
  }
  const asked = jobs.filter(({ id }) => only === undefined || id === only);
  const origin = asked.length === 0 ? '' : await heartbeatOrigin(operator);
  const rows = await Promise.all(asked.map((check) => rowOf(operator, check, origin)));
  if (options.json === true) console.log(JSON.stringify({ heartbeats: rows }));
  else if (only !== undefined) console.log(rows[0]?.url);
  else console.log(draw(rows));
}

async function rowOf({ heartbeats, signatures, clock }: Operator, check: HeartbeatCheck, origin: string): Promise<Row> {
  const state: HeartbeatState | undefined = await heartbeats.read(check.id);
  const status = heartbeatStatus(check, state, clock.now());
  return {
    check: check.id,
    status: status.is,
    ...('message' in status && { message: status.message }),
    ...(state?.succeededAt !== undefined && { lastSuccess: formatInstant(state.succeededAt) }),
    url: `${origin}/${check.id}/${await signatures.sign(check.id)}`,
  };
}

function draw(rows: readonly Row[]): string {
  if (rows.length === 0) return 'the definition has no heartbeat checks';
  const table = new Table({
    style: { head: [], border: [] },
    head: ['check', 'status', 'last success', 'URL to call'],
  });
  for (const { check, status, message, lastSuccess, url } of rows) {
    table.push([check, message === undefined ? status : `${status}: ${message}`, lastSuccess ?? 'never', url]);
  }
  const how =
    'Call the URL when a run ends well; with /start when it begins, /fail when it failed (?duration= and ?message= may follow).';
  return `${table}\n${how}`;
}
