// The CDK app of a definition anywhere on disk, as `dev` and `demo` run it: node synth.ts FILE OUTDIR
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { addSecurityChecks, Monitor } from 'killdeer/constructs';
import { loadDefinition } from './load-definition.ts';

const [given, outdir] = process.argv.slice(2);
const { definition, file } = await loadDefinition(given);
const context = { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': true };
const app = new App({ context, ...(outdir === undefined ? {} : { outdir }) });

// A definition may read its targets from the environment; what is set here is what the Lambdas get.
const names = [...readFileSync(file, 'utf8').matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name ?? '');
const set = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));

new Monitor(app, 'Monitor', { definition, entry: file, variables: Object.fromEntries(set) });
addSecurityChecks(app);
app.synth();
