import { Command } from 'commander';
import { readSlos } from '../../lib/app/read-slos.ts';
import { CommandError } from '../command-error.ts';
import { openOperator } from '../operator.ts';
import { sloText } from '../slo-view.ts';

type Options = { readonly checks?: string; readonly json?: boolean };

/** `killdeer slo`: exit code 1 when an error budget burns too fast or is spent, 2 when there is none to judge. */
export function sloCommand(): Command {
  return new Command('slo')
    .description('how each error budget stands, and how fast it burns')
    .option('--checks <file>', 'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts')
    .option('--json', 'one JSON document')
    .action(run);
}

async function run({ checks, json }: Options): Promise<void> {
  const operator = await openOperator(checks);
  if ((operator.monitor.slos ?? []).length === 0)
    throw new CommandError('no check and no service has an slo; docs/rules.md shows how to write one');
  const reports = await readSlos(operator);
  console.log(json === true ? JSON.stringify({ slos: reports }, null, 2) : sloText(reports));
  if (reports.some(({ left, burns }) => left < 0 || burns.some(({ fires }) => fires))) process.exitCode = 1;
}
