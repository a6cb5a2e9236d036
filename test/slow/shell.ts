import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Variables that another program left: vitest, an npm script, somebody's AWS account. npm's own settings stay. */
const FOREIGN = /^(AWS|CDK|NODE|VITEST|SHOP|npm_(?!config_)|npm_config_local_prefix)_?/;

type Options = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Hears what the program prints on stderr, as it does. */
  readonly onProgress?: (text: string) => void;
};

/** Runs a program in the environment of a person who has no AWS account; its output is in the error when it fails. */
export function run(command: string, args: readonly string[], { cwd, env = {}, onProgress }: Options): Promise<string> {
  const clean = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...Object.fromEntries(clean), CI: '1', ...env }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')}: exit code ${error.code}\n${stdout}\n${stderr}`));
    });
    if (onProgress !== undefined) child.stderr?.on('data', (data) => onProgress(String(data)));
  });
}

/** Installs what the folder's package.json names, and `more`. */
export function npmInstall(cwd: string, ...more: readonly string[]): Promise<string> {
  return run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...more], { cwd });
}

/** Names of the stacks that an app in the folder synthesised, sorted. */
export function stackNames(cwd: string): readonly string[] {
  type Artifact = { readonly type: string; readonly properties?: { readonly stackName?: string } };
  const text = readFileSync(join(cwd, 'cdk.out', 'manifest.json'), 'utf8');
  const { artifacts } = JSON.parse(text) as { readonly artifacts: Readonly<Record<string, Artifact>> };
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  return stacks.map(([id, { properties }]) => properties?.stackName ?? id).sort();
}
