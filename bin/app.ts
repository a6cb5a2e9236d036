import { App } from 'aws-cdk-lib';
import { addSecurityChecks, Monitor } from 'killdeer/constructs';
import definition from '../checks/index.ts';

const app = new App();
new Monitor(app, 'Monitor', { definition, entry: './checks/index.ts' });
addSecurityChecks(app);
