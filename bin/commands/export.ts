import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command, InvalidArgumentError } from 'commander';
import { exportHistory, exportIncident } from '../../lib/app/export-history.ts';
import { encodeLine } from '../../lib/core/history/history-line.ts';
import { encodeIncidentFile } from '../../lib/core/history/incident-file.ts';
import { parseDuration } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { openOperator } from '../operator.ts';
import { progressBar } from '../progress-bar.ts';

type Options = {
  readonly checks?: string;
  readonly since: number;
  readonly out?: string;
  readonly incident?: string;
};

/** `killdeer export`: what the regions saw and what was decided, for `backtest` and `replay`. */
export function exportCommand(): Command {
  return new Command('export')
    .description('writes the recorded history (or one incident with the results around it) for backtest and replay')
    .option('--checks <file>', 'the definition; default: what `killdeer dev` runs here, else ./checks/index.ts')
    .option('--since <duration>', 'how far back, at most the two days that results are kept', sinceOf, sinceOf('24h'))
    .option('--incident <id>', 'this incident alone, as a JSON document')
    .option('--out <file>', 'where to; packed where it ends in .gz; default: standard output')
    .action(run);
}

async function run({ checks, since, out, incident }: Options): Promise<void> {
  const operator = await openOperator(checks);
  const now = operator.clock.now();
  if (incident !== undefined) {
    const file = await exportIncident(operator, incident, now);
    if (file === undefined)
      throw new CommandError(`there is no incident ${incident}; \`killdeer incidents\` lists them`);
    await write(out, [encodeIncidentFile(file)]);
    console.error(`${file.frames.length} frames around ${incident}${out === undefined ? '' : ` in ${out}`}`);
    return;
  }
  const from = now - since;
  const bar = progressBar(since, 'exporting');
  let frames = 0;
  let incidents = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const line of exportHistory(operator, { from, to: now, onProgress: (at) => bar.update(at - from) })) {
      if (line.is === 'frame') frames += 1;
      if (line.is === 'incident') incidents += 1;
      yield `${encodeLine(line)}\n`;
    }
  }
  await write(out, lines()).finally(bar.stop);
  console.error(
    `${frames} frames and ${incidents} incidents of ${operator.where}${out === undefined ? '' : ` in ${out}`}`,
  );
}

async function write(out: string | undefined, texts: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const file = out === undefined ? process.stdout : createWriteStream(out);
  const packed = out?.endsWith('.gz') === true ? createGzip() : undefined;
  packed?.pipe(file);
  const target = packed ?? file;
  for await (const text of texts) if (!target.write(text)) await once(target, 'drain');
  if (out === undefined) return;
  target.end();
  await finished(file);
}

function sinceOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError("a duration, such as '24h'");
}
