import type { App } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { contractCompiler } from '../adapters/contracts/contract-compiler.ts';
import { compileMonitor } from '../core/compile.ts';
import type { MonitorDefinition } from '../core/monitor.ts';
import { formatProblems } from '../core/validation/problem.ts';
import { validateMonitor } from '../core/validation/validate-monitor.ts';
import { VARIABLES } from '../environment.ts';
import { entryFile } from './bundling.ts';
import { contractsFile } from './contracts-file.ts';
import { HomeStack } from './home-stack.ts';
import type { Deployment } from './monitor-function.ts';
import { ProbeStack } from './probe-stack.ts';
import { checkSecretKeys } from './secrets.ts';

export type MonitorProps = {
  readonly definition: MonitorDefinition;
  /** The file whose default export is the definition; from the working directory. It is bundled into the Lambdas. */
  readonly entry: string;
  /**
   * Environment variables of every Lambda, for a definition that reads its targets from `process.env`. They stand in the
   * template in the clear: no secrets. Default: none.
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * ARNs of your own KMS keys, in the home region, that the secrets of checks are encrypted with. Default: none; AWS's own
   * keys (`aws/ssm`, `aws/secretsmanager`) need none.
   */
  readonly secretKeys?: readonly string[];
};

/** A monitor: a stack at home and one in each probing region. Throws one error with all problems of the definition. */
export class Monitor extends Construct {
  constructor(scope: App, id: string, { definition, entry, variables = {}, secretKeys = [] }: MonitorProps) {
    super(scope, id);
    const compiler = contractCompiler(process.cwd());
    const problems = validateMonitor(definition, [compiler.rule]);
    if (problems.length > 0) throw new Error(`The definition of the monitor is not valid: ${formatProblems(problems)}`);
    const taken = Object.keys(variables).filter((name) => (Object.values(VARIABLES) as string[]).includes(name));
    if (taken.length > 0) throw new Error(`variables: ${taken.join(', ')} are Killdeer's own; choose other names`);
    const monitor = compileMonitor(definition);
    checkSecretKeys(secretKeys, monitor.home);
    const hasContracts = Object.keys(compiler.contracts()).length > 0;
    const contracts = hasContracts ? { contracts: contractsFile(compiler.module(), scope.outdir) } : {};
    const deployment: Deployment = { monitor, entry: entryFile(entry), ...contracts, secretKeys, variables };
    new HomeStack(this, 'Home', { deployment });
    for (const place of monitor.regions) new ProbeStack(this, `Probe-${place.name}`, { deployment, place });
  }
}
