import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { addSecurityChecks, Monitor } from 'killdeer/constructs';
import definition from './checks.ts';

// The definition reads these when a Lambda loads it, so the Lambdas get what the synthesis saw.
const names = ['SHOP_URL', 'SHOP_EMAIL', 'SHOP_WEBHOOK'];
const set = names.flatMap((name): [string, string][] => {
  const value = process.env[name];
  return value ? [[name, value]] : [];
});

const app = new App();
new Monitor(app, 'Monitor', {
  definition,
  // The file beside this one, in sources and in an installed package.
  entry: fileURLToPath(import.meta.url).replace(/app(?=\.[jt]s$)/, 'checks'),
  variables: Object.fromEntries(set),
});
addSecurityChecks(app);
