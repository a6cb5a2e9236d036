import { existsSync, statSync } from 'node:fs';
import { Command } from 'commander';
import colors from 'picocolors';
import { readIncident } from '../../lib/adapters/history/read-incident.ts';
import { BadHistory } from '../../lib/core/history/bad-history.ts';
import type { IncidentFile } from '../../lib/core/history/incident-file.ts';
import type { Monitor } from '../../lib/core/monitor.ts';
import { type ReplayedFile, replayFile, runsOfIncident } from '../../lib/core/replay/replay-file.ts';
import { formatInstant } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { loadDefinition } from '../load-definition.ts';

type Options = { readonly checks?: string; readonly json?: boolean };

/** `killdeer replay`: exit code 0 when it is decided as it was then, 1 when not, 2 when it cannot be judged. */
export function replayCommand(): Command {
  return new Command('replay')
    .argument('<incident>', 'what `killdeer export --incident` wrote')
    .description('decides a recorded incident again, by the rules of then or by a definition of now')
    .option('--checks <file>', 'the definition; default: the rules that were recorded with the incident')
    .option('--json', 'print the decisions as JSON')
    .action(run);
}

async function run(path: string, { checks, json }: Options): Promise<void> {
  const file = read(path);
  const monitor = checks === undefined ? file.monitor : (await loadDefinition(checks)).monitor;
  refuseNothing(file, monitor, checks ?? path);
  const replayed = replayFile(file, monitor);
  console.log(json === true ? JSON.stringify(replayed, null, 2) : replayText(file, replayed));
  if (replayed.agreement.differences.length > 0) process.exitCode = 1;
}

/** A decision about no run would be a lie. `source`: where the rules stand. */
function refuseNothing(file: IncidentFile, monitor: Monitor, source: string): void {
  const { check } = file.incident;
  const defined = monitor.checks.find(({ id }) => id === check);
  if (defined === undefined) {
    const ids = monitor.checks.map(({ id }) => id).join(', ');
    throw new CommandError(`${source} has no check ${check}, which the incident is about; it has ${ids}`);
  }
  if (runsOfIncident(file, monitor) > 0) return;
  const recorded = [...new Set(file.frames.map(({ region }) => region))].join(', ');
  throw new CommandError(
    `no run of ${check} to decide: recorded are the regions ${recorded || '(none)'}; ${source} runs it in ${defined.regions.join(', ')}`,
  );
}

function read(path: string): IncidentFile {
  if (!existsSync(path)) throw new CommandError(`there is no file ${path}`);
  if (statSync(path).isDirectory()) throw new CommandError(`${path} is a folder`);
  try {
    return readIncident(path);
  } catch (error) {
    throw error instanceof BadHistory ? new CommandError(`${path}, ${error.message}`) : error;
  }
}

function replayText({ incident, frames }: IncidentFile, { decisions, agreement }: ReplayedFile): string {
  const then = new Set(incident.events.map(({ type, at }) => `${type} ${at}`));
  const lines = decisions.events.map(({ at, type, text }) => {
    const mark = then.has(`${type} ${at}`) ? colors.dim('as then') : colors.yellow('now    ');
    return `${formatInstant(at)}  ${mark}  ${type.padEnd(16)}${text}`;
  });
  const verdict =
    agreement.differences.length === 0
      ? colors.green('decided as it was then')
      : colors.yellow(agreement.differences.join('\n'));
  return [`${incident.id}, ${frames.length} frames`, '', ...lines, '', verdict].join('\n');
}
