import { Command } from 'commander';
import { DEFAULT_CHECKS, loadDefinition } from '../load-definition.ts';

type Options = { readonly checks: string; readonly json?: boolean };

/** `killdeer validate`: exit code 0 when the definition is valid, 2 with every problem when it is not. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('report every problem of a definition at once')
    .option('--checks <file>', 'the definition', DEFAULT_CHECKS)
    .option('--json', 'print { valid, problems } as JSON')
    .action(async ({ checks, json }: Options) => {
      const { monitor, file } = await loadDefinition(checks);
      if (json === true) console.log(JSON.stringify({ valid: true, problems: [] }));
      else console.log(`${file} is valid: ${summary(monitor)}`);
    });
}

function summary(monitor: { name: string; checks: readonly unknown[]; regions: readonly unknown[] }): string {
  const count = (items: readonly unknown[], noun: string): string =>
    `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;
  return `monitor ${monitor.name}, ${count(monitor.checks, 'check')}, ${count(monitor.regions, 'region')}`;
}
