import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command, InvalidArgumentError, Option } from 'commander';
import { exportHistory, exportIncident } from '../../lib/app/export-history.ts';
import { encodeLine } from '../../lib/core/history/history-line.ts';
import { encodeIncidentFile } from '../../lib/core/history/incident-file.ts';
import { DAY, parseDuration } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { openOperator } from '../operator.ts';
import { progressBar } from '../progress-bar.ts';

/** Of results, in their table. */
const KEPT_MS = 2 * DAY;

const NOTHING_LEFT =
  'no result around it is there: results are kept for two days, and an incident of the monitor itself or of an error budget has none of its own';

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
    .addOption(
      new Option('--since <duration>', 'how far back, at most the two days that results are kept')
        .argParser(sinceOf)
        .default(DAY, '24h'),
    )
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
    if (file.frames.length === 0) throw new CommandError(`${incident}: ${NOTHING_LEFT}`);
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

/** A file is there once it is whole: what fails half-way leaves an older one as it is. */
async function write(out: string | undefined, texts: AsyncIterable<string> | Iterable<string>): Promise<void> {
  if (out === undefined) {
    try {
      await pipeline(Readable.from(texts), process.stdout, { end: false });
    } catch (error) {
      // Who reads on, as `head` does, may have read enough.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
    return;
  }
  const part = `${out}.part`;
  const packed = out.endsWith('.gz') ? [createGzip()] : [];
  try {
    await pipeline([Readable.from(texts), ...packed, createWriteStream(part)]);
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    const { syscall, message } = error as NodeJS.ErrnoException;
    throw syscall === 'open' || syscall === 'rename' || syscall === 'write'
      ? new CommandError(`${out} cannot be written: ${message}`)
      : error;
  }
}

function sinceOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= KEPT_MS) return ms;
  throw new InvalidArgumentError("a duration, such as '24h', of at most '2d': results are kept no longer");
}
