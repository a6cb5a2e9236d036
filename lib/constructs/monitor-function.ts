import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Monitor } from '../core/monitor.ts';
import { naming } from '../core/naming.ts';
import { VARIABLES } from '../environment.ts';
import { bundlingOf, handlerFile, packageFile } from './bundling.ts';

/** What every stack of a monitor is made from. */
export type Deployment = {
  readonly monitor: Monitor;
  /** The file that exports the definition, absolute. */
  readonly entry: string;
  /** The module that its schemas are compiled to, absolute. Default: it has none. */
  readonly contracts?: string;
  /** ARNs of the customer's own KMS keys that the secrets of checks are encrypted with. Default: AWS's own. */
  readonly secretKeys?: readonly string[];
  /** Variables that the definition reads when a Lambda loads it. */
  readonly variables: Readonly<Record<string, string>>;
};

export type MonitorFunctionProps = {
  readonly deployment: Deployment;
  readonly noun: 'probe' | 'detect' | 'respond' | 'tick' | 'heartbeat';
  /** What it, its log and its queue are called. Default: the noun. */
  readonly name?: string;
  /** Variables of its own. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** MB. */
  readonly memorySize: number;
  /** Most of its runs at once, taken from the account's. Default: as many as there are. */
  readonly reservedConcurrency?: number;
  /** Default: Lambda stops a loop through queues after 16 rounds. */
  readonly recursiveLoop?: RecursiveLoop;
};

/** One Lambda with a role and a log group of its own. It may write its log and nothing else until something is granted. */
export class MonitorFunction extends Construct {
  readonly lambda: NodejsFunction;
  readonly monitor: Monitor;

  constructor(scope: Construct, id: string, props: MonitorFunctionProps) {
    super(scope, id);
    const { monitor, entry, contracts, variables } = props.deployment;
    const { name = props.noun } = props;
    this.monitor = monitor;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: naming.logGroup(monitor.name, name),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName: naming.lambda(monitor.name, name),
      entry: handlerFile(props.noun),
      depsLockFilePath: packageFile(),
      bundling: bundlingOf(entry, contracts),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // The platform's own start and report lines are two per invocation, and CloudWatch has the same as metrics.
      systemLogLevelV2: SystemLogLevel.WARN,
      recursiveLoop: props.recursiveLoop,
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: {
        ...variables,
        [VARIABLES.monitor]: monitor.name,
        [VARIABLES.home]: monitor.home,
        [VARIABLES.account]: Stack.of(this).account,
        ...props.variables,
      },
    });
  }

  /** Milliseconds that the oldest record of a batch waited in the stream. Silent while nothing is written. */
  static metricIteratorAge(monitor: Monitor, noun: 'detect' | 'respond'): Metric {
    return metric(monitor.home, monitor, noun, 'IteratorAge', 'Maximum');
  }

  /** Invocations that ended in an error. Silent while there are no invocations. */
  static metricErrors(monitor: Monitor, region: string, noun: string): Metric {
    return metric(region, monitor, noun, 'Errors', 'Sum');
  }

  /** Milliseconds of the slowest of a hundred invocations. Silent while there are no invocations. */
  static metricDuration(monitor: Monitor, region: string, noun: string): Metric {
    return metric(region, monitor, noun, 'Duration', 'p99');
  }

  /** Adds one statement to the role. */
  allow(actions: readonly string[], ...resources: readonly string[]): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** Adds one statement for the items of a table whose partition key is like this. */
  allowOnItems(actions: readonly string[], table: string, keys: string): void {
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } };
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [table], conditions }));
  }

  /** The ARN of something that another stack makes, built from its name. */
  arnOf(service: string, region: string, resource: string): string {
    return Stack.of(this).formatArn({ service, region, resource });
  }
}

function metric(region: string, monitor: Monitor, noun: string, metricName: string, statistic: string): Metric {
  const dimensionsMap = { FunctionName: naming.lambda(monitor.name, noun) };
  const label = `${noun} ${region}`;
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap,
    statistic,
    period: Duration.minutes(1),
    region,
    label,
  });
}
