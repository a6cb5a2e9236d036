// The CDK app of a definition anywhere on disk, as `dev` and `demo` run it: node synth.ts FILE OUTDIR
import { App } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { build } from 'esbuild';
import { addSecurityChecks, Monitor } from 'killdeer/constructs';
import { loadDefinition } from './load-definition.ts';

const [given, outdir] = process.argv.slice(2);
const { definition, file } = await loadDefinition(given);
const context = { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': true };
const app = new App({ context, ...(outdir === undefined ? {} : { outdir }) });

// A definition and the files beside it may read their targets from the environment: what is set here the Lambdas get.
const { outputFiles } = await build({
  entryPoints: [file],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'silent',
});
const code = outputFiles.map(({ text }) => text).join('\n');
const names = [...code.matchAll(/process\.env(?:\.(\w+)|\[['"](\w+)['"]\])/g)].map(
  ([, dotted, quoted]) => dotted ?? quoted ?? '',
);
const set = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));

new Monitor(app, 'Monitor', { definition, entry: file, variables: Object.fromEntries(set) });
addSecurityChecks(app);
app.synth();
