import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const USAGE = fileURLToPath(new URL('usage.ts', import.meta.url));

/** CPU seconds of a program with all that it starts, and the most memory that one of them had. */
export type Used = { readonly cpuSeconds: number; readonly megabytes: number; readonly output: string };

/** Runs a Node program to its end. Throws when its exit code is not 0. */
export async function measure(folder: string, args: readonly string[]): Promise<Used> {
  const file = join(folder, 'usage.ndjson');
  rmSync(file, { force: true });
  const env = { ...process.env, KILLDEER_USAGE: file, NODE_OPTIONS: `--import=${USAGE}` };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  const used = readFileSync(file, 'utf8').trim().split('\n');
  const all = used.map((line) => JSON.parse(line) as { cpuUs: number; rssKb: number });
  return {
    cpuSeconds: all.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / 1e6,
    megabytes: Math.max(...all.map(({ rssKb }) => rssKb)) / 1_000,
    output,
  };
}
