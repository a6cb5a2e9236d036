import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../command-error.ts';

/** Lines of a failed synthesis that are shown. */
const SHOWN = 30;

/**
 * Synthesises the CDK app of a definition into a folder, in a process of its own. `env` is what the definition reads.
 * Throws a CommandError with the end of the output when it fails.
 */
export async function synthesise(
  file: string,
  outdir: string,
  env: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<void> {
  const isSource = import.meta.url.endsWith('.ts');
  const program = fileURLToPath(new URL(isSource ? '../synth.ts' : '../synth.js', import.meta.url));
  const flags = isSource && existsSync(program) ? ['--conditions=killdeer-source'] : [];
  const child = spawn(process.execPath, [...flags, program, file, outdir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => lines.push(...String(data).split('\n')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return;
  const shown = lines.filter((line) => line.trim() !== '').slice(-SHOWN);
  throw new CommandError(`the definition does not synthesise:\n${shown.join('\n')}`);
}
