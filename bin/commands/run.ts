import { Command } from 'commander';
import { loadKinds } from '../../lib/adapters/probe/kinds.ts';
import { socketProber } from '../../lib/adapters/probe/prober.ts';
import { systemClock } from '../../lib/adapters/system.ts';
import { type RegionResult, runChecks } from '../../lib/app/run-checks.ts';
import { asGuest } from '../as-guest.ts';
import { CommandError } from '../command-error.ts';
import { DEFAULT_CHECKS, loadDefinition } from '../load-definition.ts';
import { openQueues } from '../queues.ts';
import { resultsJson, resultsTable } from '../results-view.ts';
import { withProgress } from '../run-progress.ts';
import { openSecrets, SECRETS_HELP } from '../secrets.ts';

type Options = {
  readonly checks: string;
  readonly only?: readonly string[];
  readonly region?: string;
  readonly secrets?: string;
  readonly json?: boolean;
};

/** `killdeer run`: exit code 0 when none failed (warnings included), 1 when one did, 2 when it could not be told. */
export function runCommand(): Command {
  return new Command('run')
    .description('run each check once, now, from this machine')
    .option('--checks <file>', 'the definition', DEFAULT_CHECKS)
    .option('--only <id>', 'run this check; may be repeated', (id: string, ids: readonly string[] = []) => [...ids, id])
    .option('--region <name>', "run as this region (default: each check's first)")
    .option('--secrets <file>', SECRETS_HELP)
    .option('--json', 'print { results } as JSON')
    .action(async ({ checks, json, only, region, secrets: file }: Options) => {
      const { monitor, contracts } = await loadDefinition(checks);
      const prober = socketProber({
        contracts,
        queues: openQueues(monitor.home),
        secrets: openSecrets(monitor.home, file),
      });
      await loadKinds(monitor.checks);
      const input = { ...(only && { only }), ...(region !== undefined && { region }) };
      const isWatched = process.stderr.isTTY === true && json !== true;
      const total = only === undefined ? monitor.checks.length : new Set(only).size;
      const watched = isWatched
        ? withProgress(prober, total, (text) => process.stderr.write(text))
        : { prober, stop: () => {} };
      const runAll = () => runChecks({ monitor, prober: watched.prober, clock: systemClock }, input);
      // Flows and the functions of `check` are somebody else's code.
      const results = await asGuest(runAll, () => new Error(EXITS))
        .catch((error: unknown) => {
          throw error instanceof RangeError ? new CommandError(error.message) : error;
        })
        .finally(watched.stop);
      console.log(json === true ? resultsJson(results) : resultsTable(results));
      process.exitCode = exitCodeOf(results);
    });
}

const EXITS =
  'the code of the check calls process.exit, which would end all other checks with it: throw an error instead';

function exitCodeOf(results: readonly RegionResult[]): 0 | 1 | 2 {
  if (results.some(({ outcome }) => outcome === 'fail')) return 1;
  return results.some(({ outcome }) => outcome === 'unknown') ? 2 : 0;
}
