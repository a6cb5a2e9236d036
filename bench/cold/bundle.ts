import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundlingOf, entryFile, handlerFile } from '../../lib/constructs/bundling.ts';

/** The Lambdas, and a handler that does nothing. */
export const HANDLERS = ['empty', 'probe', 'detect', 'tick', 'respond'] as const;

/** Bundles a handler with the constructs' own options into `folder`; answers the file. */
export async function bundle(name: (typeof HANDLERS)[number], folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  const source =
    name === 'empty'
      ? { stdin: { contents: 'export const handler = async () => {};' } }
      : { entryPoints: [handlerFile(name)] };
  await build({ ...source, ...optionsOf(entryFile('checks/index.ts')), outfile });
  return outfile;
}

/** What NodejsFunction asks of esbuild's command line, as options. An argument that is not known here throws. */
function optionsOf(entry: string): BuildOptions {
  const { format, target, mainFields, minify, esbuildArgs = {} } = bundlingOf(entry);
  const options: BuildOptions = { bundle: true, platform: 'node', format, target, mainFields, minify } as BuildOptions;
  const alias: Record<string, string> = {};
  for (const [name, value] of Object.entries(esbuildArgs)) {
    if (name.startsWith('--alias:')) alias[name.slice('--alias:'.length)] = String(value);
    else if (name === '--conditions') options.conditions = String(value).split(',');
    else throw new Error(`bench: lib/constructs/bundling.ts passes ${name}, which this bench does not know`);
  }
  return { ...options, alias };
}
