import { CfnOutput, Duration } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { naming } from '../core/naming.ts';
import { ControlTable } from './control-table.ts';
import { type Deployment, MonitorFunction } from './monitor-function.ts';

/** Anybody may call the URL, so it takes at most so many of the account's runs. */
const MOST_RUNS = 5;

/** Where jobs report: a public URL whose paths are signed, and a Lambda that checks them and notes the time. */
export class HeartbeatIntake extends Construct {
  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id);
    const { monitor } = deployment;
    const fn = new MonitorFunction(this, 'Function', {
      deployment,
      noun: 'heartbeat',
      timeout: Duration.seconds(10),
      memorySize: 256,
      reservedConcurrency: MOST_RUNS,
    });
    ControlTable.grantRecordHeartbeats(fn);
    fn.allow(['ssm:GetParameter'], fn.arnOf('ssm', monitor.home, `parameter${naming.heartbeatKey(monitor.name)}`));
    // Signed by ourselves: a job has no AWS credentials.
    const url = fn.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'Url', {
      description: 'Where jobs report; `killdeer heartbeat` prints the signed path of each',
      value: url.url,
    });
  }
}
