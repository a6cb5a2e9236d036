import type { Region } from './monitor.ts';

/** Names of what is deployed. Stacks know each other by these, never by construct references. */
export const naming = {
  homeStack: (monitor: string) => `killdeer-${monitor}-home`,
  probeStack: (monitor: string, region: string) => `killdeer-${monitor}-probe-${region}`,
  resultsTable: (monitor: string) => `killdeer-${monitor}-results`,
  controlTable: (monitor: string) => `killdeer-${monitor}-control`,
  /** What a place's function, queues and log are called: `probe`, and its name where that is not the AWS region's. */
  probe: ({ name, awsRegion }: Pick<Region, 'name' | 'awsRegion'>) =>
    awsRegion === undefined ? 'probe' : `probe-${name}`,
  /** In each probing region. `noun`: `naming.probe(place)`. */
  probeQueue: (monitor: string, noun = 'probe') => `killdeer-${monitor}-${noun}`,
  /** At home. */
  homeQueue: (monitor: string) => `killdeer-${monitor}-home`,
  /** At home: what people subscribe to. */
  noticeTopic: (monitor: string, severity: 'critical' | 'warning') => `killdeer-${monitor}-${severity}`,
  /** In each region, home too: what CloudWatch alarms publish to. */
  alarmTopic: (monitor: string) => `killdeer-${monitor}-alarms`,
  /** `probe`, `detect`, `respond`, `tick`, `heartbeat`. */
  lambda: (monitor: string, noun: string) => `killdeer-${monitor}-${noun}`,
  /** At home and in each probing region: where what could not be handled is kept to be read. */
  deadLetterQueue: (monitor: string, of: string) => `killdeer-${monitor}-${of}-dead-letters`,
  /** At home, a SecureString made by `killdeer heartbeat`: signs the URLs that jobs call. */
  heartbeatKey: (monitor: string) => `/killdeer/${monitor}/heartbeat-key`,
  /** The value of the metrics' dimension: the monitor, and the place where that is not called as its AWS region. */
  metricsOf: (monitor: string, place?: string) => (place === undefined ? monitor : `${monitor}/${place}`),
  logGroup: (monitor: string, noun: string) => `/killdeer/${monitor}/${noun}`,
  /** `sweep` at home, `plan` in each probing region. */
  schedule: (monitor: string, message: string) => `killdeer-${monitor}-${message}`,
  alarm: (monitor: string, alarm: string) => `killdeer-${monitor}-${alarm}`,
  dashboard: (monitor: string) => `killdeer-${monitor}`,
  queueUrl: (account: string, region: string, queue: string) =>
    `https://sqs.${region}.amazonaws.com/${account}/${queue}`,
  topicArn: (account: string, region: string, topic: string) => `arn:aws:sns:${region}:${account}:${topic}`,
} as const;
