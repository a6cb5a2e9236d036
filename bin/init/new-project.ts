import type { OwnPackage } from './own-package.ts';

/** A file of a new project: its path from the folder, with slashes, and its text. */
export type ProjectFile = { readonly path: string; readonly text: string };

/**
 * The files of a new project that `npm install && npx cdk synth` synthesises. `name` is the monitor's. From a clone, the
 * project depends on the clone's folder and runs its sources; else on the published version.
 */
export function newProject(
  name: string,
  own: OwnPackage,
  flags: Readonly<Record<string, unknown>>,
): readonly ProjectFile[] {
  return [
    { path: 'checks/index.ts', text: checks(name) },
    { path: 'bin/app.ts', text: APP },
    { path: 'cdk.json', text: json(cdkSettings(own, flags)) },
    { path: 'package.json', text: json(manifest(name, own)) },
    { path: 'tsconfig.json', text: json(compilerSettings(own)) },
    { path: '.gitignore', text: 'node_modules/\ncdk.out/\n.killdeer/\n' },
  ];
}

const checks = (
  name: string,
): string => `// What is watched, from where, and who hears of it. Try it: npx killdeer validate, npx killdeer run
import { consecutive, defineMonitor, email, http, latency, quorum, service, status, trip } from 'killdeer';

// A service whose code reads the switch with killdeer/reader. \`failDefault\`: the answer before the first read.
const api = service('api', { switches: { search: { failDefault: 'on', owner: 'team-api' } } });

export default defineMonitor({
  name: '${name}',
  home: 'eu-west-1', // tables, judging and notices
  regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'], // probes
  services: [api],
  notify: [email('oncall@example.com')],
  checks: [
    http('search', {
      url: 'https://api.example.com/search?q=ping',
      every: '30s',
      expect: [status(200), latency('total').below('800ms', { warn: '400ms' })],
      failWhen: consecutive(2), // in one region
      regions: quorum(2), // before anybody is paged
      // shadow: writes down what it would have switched off. Then 'suggest', then 'auto'.
      contain: trip(api.switches.search, { mode: 'shadow', sees: 'dependency' }),
    }),
  ],
});
`;

const APP = `import { App } from 'aws-cdk-lib';
import { Monitor } from 'killdeer/constructs';
import definition from '../checks/index.ts';

const app = new App();
new Monitor(app, 'Monitor', { definition, entry: './checks/index.ts' });
`;

const cdkSettings = (own: OwnPackage, flags: Readonly<Record<string, unknown>>) => ({
  app: own.isClone ? 'node --conditions=killdeer-source bin/app.ts' : 'node bin/app.ts',
  context: { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': true },
});

const manifest = (name: string, own: OwnPackage) => ({
  name,
  private: true,
  type: 'module',
  scripts: {
    validate: 'killdeer validate',
    typecheck: 'tsc',
    synth: 'cdk synth --quiet',
    deploy: 'cdk deploy --all',
  },
  dependencies: {
    ...pins(own, ['aws-cdk-lib', 'constructs']),
    killdeer: own.isClone ? `file:${own.root}` : `^${own.version}`,
  },
  devDependencies: pins(own, ['@types/node', 'aws-cdk', 'esbuild', 'node', 'typescript']),
  // Packages whose install scripts npm may run: they fetch their binaries.
  allowScripts: { node: true, esbuild: true },
});

const compilerSettings = (own: OwnPackage) => ({
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    ...(own.isClone ? { customConditions: ['killdeer-source'] } : {}),
  },
  include: ['bin', 'checks'],
});

const pins = (own: OwnPackage, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, own.pin(name)]));

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
