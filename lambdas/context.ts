import { dynamoClient, snsClient, sqsClients, ssmClients } from '../lib/adapters/aws-clients.ts';
import { dynamoAggregates } from '../lib/adapters/dynamodb/aggregates.ts';
import { dynamoArchive } from '../lib/adapters/dynamodb/archive.ts';
import { dynamoChanges } from '../lib/adapters/dynamodb/changes.ts';
import { dynamoCheckpoints } from '../lib/adapters/dynamodb/checkpoints.ts';
import { dynamoDeliveries } from '../lib/adapters/dynamodb/deliveries.ts';
import { dynamoFrames } from '../lib/adapters/dynamodb/frames.ts';
import { dynamoHeartbeats } from '../lib/adapters/dynamodb/heartbeats.ts';
import { snsTopics } from '../lib/adapters/sns/topics.ts';
import { sqsHomeQueue } from '../lib/adapters/sqs/home-queue.ts';
import { ssmSignatures } from '../lib/adapters/ssm/heartbeat-signatures.ts';
import { ssmSwitchboards } from '../lib/adapters/ssm/switchboards.ts';
import { systemClock } from '../lib/adapters/system.ts';
import { httpWebhooks } from '../lib/adapters/webhook/webhooks.ts';
import type { RespondContext } from '../lib/app/ports.ts';
import { naming } from '../lib/core/naming.ts';
import type { Environment } from '../lib/environment.ts';
import { base, regionQueues } from './base.ts';

// One function per Lambda, and nothing made outside them: what a Lambda does not use is left out of its bundle.

/** What `heartbeat` needs. */
export function heartbeatContext({ monitor, home }: Environment) {
  const heartbeats = dynamoHeartbeats(dynamoClient(home), naming.controlTable(monitor));
  return { ...base(), heartbeats, signatures: ssmSignatures(ssmClients()(home), naming.heartbeatKey(monitor)) };
}

/** What `detect` needs. */
export function detectContext(environment: Environment) {
  const client = dynamoClient(environment.home);
  return {
    ...base(),
    ...stores(environment, client),
    changes: dynamoChanges(client, naming.controlTable(environment.monitor), systemClock),
    homeQueue: homeQueue(environment, sqsClients()),
  };
}

/** What `tick` needs. */
export function tickContext(environment: Environment, client = dynamoClient(environment.home)) {
  const queues = { homeQueue: homeQueue(environment, sqsClients()), regionQueues: regionQueues(environment) };
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

function stores({ monitor }: Environment, client: ReturnType<typeof dynamoClient>) {
  return {
    frames: dynamoFrames(client, naming.resultsTable(monitor)),
    checkpoints: dynamoCheckpoints(client, naming.resultsTable(monitor)),
    aggregates: dynamoAggregates(client, naming.controlTable(monitor), systemClock),
  };
}

function homeQueue({ account, home, monitor }: Environment, sqs: ReturnType<typeof sqsClients>) {
  return sqsHomeQueue(sqs(home), naming.queueUrl(account, home, naming.homeQueue(monitor)));
}
