import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Dependencies = Readonly<Record<string, string>>;

/** This copy of killdeer. */
export type OwnPackage = {
  /** Absolute path of the folder with its package.json. */
  readonly root: string;
  readonly version: string;
  /** Whether it is a clone that runs its sources, not an installed package. */
  readonly isClone: boolean;
  /** The exact version of a dependency that this copy is tested with. Throws an Error for a package that it has not. */
  pin(name: string): string;
};

/** Finds and reads the package.json of this copy. */
export function ownPackage(): OwnPackage {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) root = dirname(root);
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly devDependencies?: Dependencies;
    readonly dependencies?: Dependencies;
  };
  return {
    root,
    version: own.version,
    isClone: import.meta.url.endsWith('.ts'),
    pin(name) {
      const version = own.devDependencies?.[name] ?? own.dependencies?.[name];
      if (version === undefined) throw new Error(`package.json of killdeer ${own.version} names no "${name}"`);
      return version;
    },
  };
}

/** The feature flags that the CDK recommends for a new app. */
export function recommendedFlags(): Readonly<Record<string, unknown>> {
  return createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;
}
