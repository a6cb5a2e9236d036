import definition from '#checks';
import { contracts } from '#contracts';
import { dynamoClient, snsClient, sqsClients, ssmClients } from '../lib/adapters/aws-clients.ts';
import { dynamoAggregates } from '../lib/adapters/dynamodb/aggregates.ts';
import { dynamoArchive } from '../lib/adapters/dynamodb/archive.ts';
import { dynamoCheckpoints } from '../lib/adapters/dynamodb/checkpoints.ts';
import { dynamoDeliveries } from '../lib/adapters/dynamodb/deliveries.ts';
import { dynamoFrames } from '../lib/adapters/dynamodb/frames.ts';
import { dynamoHeartbeats } from '../lib/adapters/dynamodb/heartbeats.ts';
import { socketProber } from '../lib/adapters/probe/prober.ts';
import { awsSecrets } from '../lib/adapters/secrets/aws-secrets.ts';
import { cachedSecrets } from '../lib/adapters/secrets/cached-secrets.ts';
import { snsTopics } from '../lib/adapters/sns/topics.ts';
import { sqsHomeQueue } from '../lib/adapters/sqs/home-queue.ts';
import { sqsQueues } from '../lib/adapters/sqs/queues.ts';
import { sqsRegionQueues } from '../lib/adapters/sqs/region-queues.ts';
import { ssmSignatures } from '../lib/adapters/ssm/heartbeat-signatures.ts';
import { ssmSwitchboards } from '../lib/adapters/ssm/switchboards.ts';
import { systemChance, systemClock } from '../lib/adapters/system.ts';
import { httpWebhooks } from '../lib/adapters/webhook/webhooks.ts';
import type { RespondContext } from '../lib/app/ports.ts';
import { compileMonitor } from '../lib/core/compile.ts';
import { naming } from '../lib/core/naming.ts';
import type { Environment } from '../lib/environment.ts';

// One function per Lambda, and nothing made outside them: what a Lambda does not use is left out of its bundle.

/** What `probe` needs, in its own region. */
export function probeContext(environment: Environment) {
  const client = dynamoClient(environment.home);
  const frames = dynamoFrames(client, naming.resultsTable(environment.monitor));
  const heartbeats = dynamoHeartbeats(client, naming.controlTable(environment.monitor));
  const secrets = cachedSecrets(awsSecrets(environment.home), systemClock);
  const sqs = sqsClients();
  const queues = sqsQueues(sqs, environment.account);
  return {
    ...base(),
    prober: socketProber({ contracts, heartbeats, queues, secrets, cpuShare: environment.cpuShare }),
    frames,
    regionQueues: regionQueues(environment, sqs),
  };
}

/** What `heartbeat` needs. */
export function heartbeatContext({ monitor, home }: Environment) {
  const heartbeats = dynamoHeartbeats(dynamoClient(home), naming.controlTable(monitor));
  return { ...base(), heartbeats, signatures: ssmSignatures(ssmClients()(home), naming.heartbeatKey(monitor)) };
}

/** What `detect` needs. */
export function detectContext(environment: Environment) {
  const client = dynamoClient(environment.home);
  return { ...base(), ...stores(environment, client), homeQueue: homeQueue(environment, sqsClients()) };
}

/** What `tick` needs. */
export function tickContext(environment: Environment, client = dynamoClient(environment.home)) {
  const sqs = sqsClients();
  const queues = { homeQueue: homeQueue(environment, sqs), regionQueues: regionQueues(environment, sqs) };
  return { ...base(), ...stores(environment, client), ...queues };
}

/** What `respond` needs. */
export function respondContext(environment: Environment): RespondContext {
  const { monitor, home, account } = environment;
  const client = dynamoClient(home);
  const control = [client, naming.controlTable(monitor)] as const;
  return {
    ...tickContext(environment, client),
    deliveries: dynamoDeliveries(...control),
    archive: dynamoArchive(...control),
    topics: snsTopics(snsClient(home), (level) => naming.topicArn(account, home, naming.noticeTopic(monitor, level))),
    webhooks: httpWebhooks(),
    switchboards: ssmSwitchboards(ssmClients(), monitor),
  };
}

function base() {
  return { monitor: compileMonitor(definition), clock: systemClock, chance: systemChance };
}

function stores({ monitor }: Environment, client: ReturnType<typeof dynamoClient>) {
  return {
    frames: dynamoFrames(client, naming.resultsTable(monitor)),
    checkpoints: dynamoCheckpoints(client, naming.resultsTable(monitor)),
    aggregates: dynamoAggregates(client, naming.controlTable(monitor), systemClock),
  };
}

function regionQueues({ account, monitor }: Environment, sqs: ReturnType<typeof sqsClients>) {
  const { regions } = compileMonitor(definition);
  // A place that the definition does not have has no queue: messages to it fail, as they do for one not deployed.
  const placeOf = (name: string) => regions.find((place) => place.name === name);
  const awsRegionOf = (name: string) => placeOf(name)?.awsRegion ?? name;
  return sqsRegionQueues(
    (name) => sqs(awsRegionOf(name)),
    (name) =>
      naming.queueUrl(account, awsRegionOf(name), naming.probeQueue(monitor, naming.probe(placeOf(name) ?? { name }))),
  );
}

function homeQueue({ account, home, monitor }: Environment, sqs: ReturnType<typeof sqsClients>) {
  return sqsHomeQueue(sqs(home), naming.queueUrl(account, home, naming.homeQueue(monitor)));
}
