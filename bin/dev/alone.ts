import { findLocalCloud } from '../../lib/local/announce.ts';
import { CommandError } from '../command-error.ts';

/** Refuses a second local cloud in a folder: the commands there could reach only one of them. */
export function mustBeAlone(folder: string): void {
  const other = findLocalCloud(folder);
  // An announcement of this very process is from one before it that had the same number (in a container: always).
  if (other === undefined || other.pid === process.pid) return;
  throw new CommandError(
    `\`killdeer dev\` runs in this folder already: process ${other.pid} at ${other.endpoint}, monitor ${other.monitor}; ` +
      `end it (Ctrl-C, or kill ${other.pid}), or start this one in another folder. ` +
      'If that process is something else, remove .killdeer/local.json',
  );
}
