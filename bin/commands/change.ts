import { Command, InvalidArgumentError } from 'commander';
import { recordChange } from '../../lib/app/record-change.ts';
import { formatInstant } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { openOperator, sayWhere } from '../operator.ts';

type Options = {
  readonly checks?: string;
  readonly at?: number;
  readonly only?: readonly string[];
  readonly json?: boolean;
};

/** `killdeer change`: puts a deploy, or whatever else was changed, on record. */
export function changeCommand(): Command {
  return new Command('change')
    .argument('<what>', "in a person's words: 'deploy shop 1.4.2'", wordsOf)
    .description(
      'puts a deploy or another change on record; a small lasting shift after it is named, and is no incident',
    )
    .option('--at <instant>', 'when, such as 2026-11-22T12:00:00Z; default: now', instantOf)
    .option(
      '--only <id>',
      'it concerns this check; may be repeated; default: all',
      (id: string, ids: readonly string[] = []) => [...ids, id],
    )
    .option('--checks <file>', 'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts')
    .option('--json', 'one JSON document')
    .action(run);
}

async function run(what: string, { checks, at, only, json }: Options): Promise<void> {
  const operator = await openOperator(checks);
  const known = operator.monitor.checks.map(({ id }) => id);
  const unknown = (only ?? []).filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new CommandError(`there is no check ${unknown.join(', ')}; defined are ${known.join(', ')}`);
  sayWhere(operator);
  const change = { at: at ?? operator.clock.now(), what, ...(only !== undefined && { checks: only }) };
  await recordChange(operator, change);
  console.log(
    json === true ? JSON.stringify(change) : `on record: ${what}, at ${formatInstant(change.at)} (${operator.where})`,
  );
}

function wordsOf(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new InvalidArgumentError("say what was changed, such as 'deploy shop 1.4.2'");
}

function instantOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError('an instant such as 2026-11-22T12:00:00Z');
}
