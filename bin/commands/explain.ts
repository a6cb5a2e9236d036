import { Command, InvalidArgumentError } from 'commander';
import { explainCheck } from '../../lib/app/explain-check.ts';
import { CommandError } from '../command-error.ts';
import { explainText } from '../explain-view.ts';
import { openOperator } from '../operator.ts';

type Options = { readonly checks?: string; readonly at?: number; readonly json?: boolean };

/** `killdeer explain`: exit code 0 whatever the check is, 2 when nothing can be said of it. */
export function explainCommand(): Command {
  return new Command('explain')
    .argument('<check>', 'its id')
    .description('why a check is thought to be as it is: what is expected, what is, and how long, in each region')
    .option('--at <instant>', 'as of then, such as 2026-11-22T12:00:00Z; at most some forty runs back', instantOf)
    .option('--checks <file>', 'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts')
    .option('--json', 'one JSON document')
    .action(run);
}

async function run(id: string, { checks, at, json }: Options): Promise<void> {
  const operator = await openOperator(checks);
  const explained = await explainCheck(operator, { check: id, ...(at !== undefined && { at }) }).catch(
    (error: unknown) => {
      throw error instanceof RangeError ? new CommandError(`--at: ${error.message}`) : error;
    },
  );
  if (explained === undefined) {
    const known = operator.monitor.checks.map((one) => one.id).join(', ');
    throw new CommandError(`there is no check "${id}"; defined are ${known}`);
  }
  if (json !== true) return console.log(explainText(explained));
  const { check, asOf, verdict, fused, regions } = explained;
  console.log(JSON.stringify({ check: check.id, asOf, verdict, fused, regions }, null, 2));
}

function instantOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError('an instant such as 2026-11-22T12:00:00Z');
}
