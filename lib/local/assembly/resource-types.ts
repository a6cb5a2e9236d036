/** The properties of a resource type: those that the local cloud acts on, and those that change nothing here. */
type KnownType = { readonly honoured: readonly string[]; readonly inert: readonly string[] };

const TABLE_PROPERTIES = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'StreamSpecification',
  'BillingMode',
];

/** The resource types that the local cloud runs. A property that stands in neither list stops it by name. */
export const KNOWN_TYPES: Readonly<Record<string, KnownType>> = {
  'AWS::DynamoDB::Table': {
    honoured: TABLE_PROPERTIES,
    // Expired items come late by days on AWS and never go here: nothing may count on either.
    inert: [
      'TimeToLiveSpecification',
      'SSESpecification',
      'PointInTimeRecoverySpecification',
      'DeletionProtectionEnabled',
      'OnDemandThroughput',
      'Tags',
    ],
  },
  'AWS::DynamoDB::GlobalTable': {
    honoured: [...TABLE_PROPERTIES, 'Replicas'],
    inert: ['TimeToLiveSpecification', 'SSESpecification', 'WriteOnDemandThroughputSettings'],
  },
  'AWS::SQS::Queue': {
    honoured: [
      'QueueName',
      'DelaySeconds',
      'VisibilityTimeout',
      'RedrivePolicy',
      'MaximumMessageSize',
      'ReceiveMessageWaitTimeSeconds',
    ],
    inert: [
      'MessageRetentionPeriod',
      'SqsManagedSseEnabled',
      'KmsMasterKeyId',
      'KmsDataKeyReusePeriodSeconds',
      'RedriveAllowPolicy',
      'Tags',
    ],
  },
  'AWS::SNS::Topic': {
    honoured: ['TopicName'],
    inert: ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig', 'Tags'],
  },
  'AWS::SNS::Subscription': {
    honoured: ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope'],
    inert: ['RedrivePolicy', 'Region'],
  },
  'AWS::Lambda::Function': {
    honoured: [
      'FunctionName',
      'Code',
      'Handler',
      'Runtime',
      'Timeout',
      'MemorySize',
      'Environment',
      'Role',
      'ReservedConcurrentExecutions',
      'LoggingConfig',
      'PackageType',
    ],
    inert: [
      'Architectures',
      'Description',
      'TracingConfig',
      'EphemeralStorage',
      'DeadLetterConfig',
      'RecursiveLoop',
      // A machine has one network: what a place inside a VPC reaches, this one reaches or not.
      'VpcConfig',
      'Tags',
    ],
  },
  'AWS::Lambda::Url': {
    honoured: ['TargetFunctionArn', 'AuthType'],
    inert: ['InvokeMode'],
  },
  'AWS::Lambda::EventSourceMapping': {
    honoured: [
      'EventSourceArn',
      'FunctionName',
      'Enabled',
      'BatchSize',
      'MaximumBatchingWindowInSeconds',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'FilterCriteria',
      'FunctionResponseTypes',
      'MaximumRetryAttempts',
      'MaximumRecordAgeInSeconds',
      'ParallelizationFactor',
      'StartingPosition',
      'ScalingConfig',
    ],
    inert: ['MetricsConfig', 'Tags'],
  },
  'AWS::Scheduler::Schedule': {
    honoured: ['Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target', 'FlexibleTimeWindow'],
    inert: ['Description', 'GroupName', 'KmsKeyArn'],
  },
};

/** The resource types that change nothing on one machine: who may do what, what is kept of logs, who watches us. */
export const INERT_TYPES: ReadonlySet<string> = new Set([
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::SecurityGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
]);
