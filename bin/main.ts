import { Command, CommanderError } from 'commander';
import { formatProblems } from '../lib/core/validation/problem.ts';
import { CommandError } from './command-error.ts';
import { backtestCommand } from './commands/backtest.ts';
import { changeCommand } from './commands/change.ts';
import { demoCommand } from './commands/demo.ts';
import { devCommand } from './commands/dev.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { heartbeatCommand } from './commands/heartbeat.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { initCommand } from './commands/init.ts';
import { replayCommand } from './commands/replay.ts';
import { runCommand } from './commands/run.ts';
import { sloCommand } from './commands/slo.ts';
import { switchCommand } from './commands/switch.ts';
import { validateCommand } from './commands/validate.ts';
import { DefinitionError } from './load-definition.ts';

/** One line per command; each is its own file in commands/. */
const COMMANDS: readonly (() => Command)[] = [
  demoCommand,
  devCommand,
  runCommand,
  validateCommand,
  backtestCommand,
  exportCommand,
  replayCommand,
  incidentsCommand,
  sloCommand,
  explainCommand,
  changeCommand,
  switchCommand,
  heartbeatCommand,
  initCommand,
];

/**
 * Exit codes: 0 as wanted, 1 not as wanted (a check failed), 2 could not judge (wrong usage, invalid definition, an error).
 * A command sets `process.exitCode` to 1 itself, and throws for 2. `argv`: as Node gives it.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('killdeer')
    .description('Probes REST APIs, trips kill switches, tells people, restores')
    .exitOverride()
    .showHelpAfterError('(killdeer help shows the commands)');
  for (const make of COMMANDS) program.addCommand(make().copyInheritedSettings(program));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error, argv.includes('--json'));
  }
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof DefinitionError) {
    if (json) console.log(JSON.stringify({ valid: false, problems: error.problems }));
    else console.error(`${error.file} is not a valid definition: ${formatProblems(error.problems)}`);
    return 2;
  }
  if (error instanceof CommandError) {
    console.error(`killdeer: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof Error && error.name === 'CredentialsProviderError') {
    console.error(
      'killdeer: `killdeer dev` does not run in this folder, and there are no AWS credentials: start the one or set the other',
    );
    return 2;
  }
  console.error(error);
  return 2;
}
