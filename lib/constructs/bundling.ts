import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** `.ts` in the clone, `.js` in an installed package: the handlers are found in the same form as this file. */
const EXTENSION = extname(fileURLToPath(import.meta.url));

const root = (path: string): string => fileURLToPath(new URL(`../../${path}${EXTENSION}`, import.meta.url));

/** The file of a Lambda's handler. */
export function handlerFile(noun: string): string {
  return root(`lambdas/${noun}/handler`);
}

/**
 * How every handler is bundled: the definition at `entry` takes the place of `#checks`, and what its schemas are compiled
 * to that of `#contracts`. CommonJS with the SDK inside loads 25 to 60 ms sooner than an ES module or the runtime's own SDK.
 */
export function bundlingOf(entry: string, contracts: string = root('lambdas/no-contracts')): BundlingOptions {
  return {
    format: OutputFormat.CJS,
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    bundleAwsSDK: true,
    esbuildArgs: {
      '--alias:#checks': entry,
      '--alias:#contracts': contracts,
      '--alias:killdeer': root('lib/index'),
      ...(EXTENSION === '.ts' && { '--conditions': 'killdeer-source' }),
    },
  };
}

/** The file that has the definition, absolute. Throws when it is not there. */
export function entryFile(entry: string): string {
  const path = resolve(entry);
  if (!existsSync(path)) throw new Error(`entry: ${path} does not exist; name the file that exports the definition`);
  return path;
}

/** What stands for the lock file, which CDK wants although it installs nothing: this package's own package.json. */
export function packageFile(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) return path;
  }
}
