import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { newProject } from '../init/new-project.ts';
import { ownPackage, recommendedFlags } from '../init/own-package.ts';

/** `killdeer init [DIR]`: a new folder with a definition and the CDK app that deploys it. Exit code 2 when it is not empty. */
export function initCommand(): Command {
  return new Command('init')
    .description('make a new folder with a definition and the CDK app that deploys it')
    .argument('[dir]', 'the folder, new or empty', '.')
    .action((dir: string) => {
      const folder = resolve(dir);
      refuseUnlessEmpty(folder);
      const files = newProject(monitorName(basename(folder)), ownPackage(), recommendedFlags());
      for (const { path, text } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text, { flag: 'wx' });
      }
      console.log(`${files.map(({ path }) => join(dir, path)).join('\n')}\n`);
      console.log('Write your URLs into checks/index.ts, then:');
      console.log(`  ${dir === '.' ? '' : `cd ${dir} && `}npm install && npx killdeer validate && npx cdk synth`);
    });
}

/** A monitor's name from a folder's: `My API (new)` becomes `my-api-new`; `monitor` where nothing is left. */
export function monitorName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return name === '' ? 'monitor' : name;
}

function refuseUnlessEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new CommandError(`${folder} is a file; name a new or an empty folder`);
  // A new git repository counts as empty.
  const found = readdirSync(folder).filter((name) => name !== '.git');
  if (found.length === 0) return;
  const some = found.slice(0, 3).join(', ') + (found.length > 3 ? ', …' : '');
  throw new CommandError(`${folder} is not empty (${some}); name a new or an empty folder: killdeer init DIR`);
}
