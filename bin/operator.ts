import { existsSync } from 'node:fs';
import { dynamoClient, ssmClients } from '../lib/adapters/aws-clients.ts';
import { dynamoAggregates } from '../lib/adapters/dynamodb/aggregates.ts';
import { dynamoArchive } from '../lib/adapters/dynamodb/archive.ts';
import { dynamoChanges } from '../lib/adapters/dynamodb/changes.ts';
import { dynamoCheckpoints } from '../lib/adapters/dynamodb/checkpoints.ts';
import { dynamoDeliveries } from '../lib/adapters/dynamodb/deliveries.ts';
import { dynamoFrames } from '../lib/adapters/dynamodb/frames.ts';
import { dynamoHeartbeats } from '../lib/adapters/dynamodb/heartbeats.ts';
import { ssmSignatures } from '../lib/adapters/ssm/heartbeat-signatures.ts';
import { ssmSwitchboards } from '../lib/adapters/ssm/switchboards.ts';
import { systemClock } from '../lib/adapters/system.ts';
import type { Clock, Context } from '../lib/app/ports.ts';
import type { Monitor } from '../lib/core/monitor.ts';
import { naming } from '../lib/core/naming.ts';
import { type Announcement, findLocalCloud } from '../lib/local/announce.ts';
import { loadDefinition } from './load-definition.ts';

/** What `switch` and `incidents` need of the ports. */
export type Operator = Pick<
  Context,
  | 'monitor'
  | 'heartbeats'
  | 'signatures'
  | 'aggregates'
  | 'archive'
  | 'changes'
  | 'deliveries'
  | 'frames'
  | 'checkpoints'
  | 'switchboards'
  | 'homeQueue'
  | 'clock'
>;

/** Where an operator's commands arrive: in words, and whether it is a local cloud. */
export type Place = { readonly where: string; readonly isLocal: boolean };

/** How to reach a local cloud. */
export type LocalAccess = {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Its clock. Default: the machine's. */
  readonly clock?: Announcement['clock'];
};

/**
 * The monitor as a person's command line reaches it: the local cloud that `dev` announced in this folder, else AWS by the
 * default credentials. `where` says which. The definition is `checks`, else what `dev` runs, else ./checks/index.ts.
 */
export async function openOperator(checks?: string): Promise<Operator & Place> {
  const local = findLocalCloud(process.cwd());
  const announced = local !== undefined && existsSync(local.checks) ? local.checks : undefined;
  const { monitor } = await loadDefinition(checks ?? announced);
  const where = local === undefined ? `AWS, ${monitor.home}` : `the local cloud at ${local.endpoint}`;
  return { ...operatorOf(monitor, local), where, isLocal: local !== undefined };
}

/** For a command that changes something: says on stderr that it writes to AWS, lest a person take it for a local cloud that ended. */
export function sayWhere({ where, isLocal }: Place): void {
  if (!isLocal) console.error(`no local cloud runs in this folder; writing to ${where}`);
}

/** What a person's shell may hold that the SDK would take before the local cloud's address and key. */
const OVERRIDING: readonly string[] = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/** The ports of a monitor: in a local cloud, or on AWS by the default credentials. */
export function operatorOf(monitor: Monitor, local?: LocalAccess): Operator {
  if (local !== undefined) {
    for (const name of OVERRIDING) delete process.env[name];
    process.env.AWS_ENDPOINT_URL = local.endpoint;
    process.env.AWS_ACCESS_KEY_ID = local.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = local.secretAccessKey;
  }
  const clock = local?.clock === undefined ? systemClock : clockOf(local.clock);
  const client = dynamoClient(monitor.home);
  const control = [client, naming.controlTable(monitor.name)] as const;
  return {
    monitor,
    clock,
    aggregates: dynamoAggregates(...control, clock),
    archive: dynamoArchive(...control),
    changes: dynamoChanges(...control, clock),
    deliveries: dynamoDeliveries(...control),
    checkpoints: dynamoCheckpoints(client, naming.resultsTable(monitor.name)),
    frames: dynamoFrames(client, naming.resultsTable(monitor.name)),
    heartbeats: dynamoHeartbeats(...control),
    signatures: ssmSignatures(ssmClients()(monitor.home), naming.heartbeatKey(monitor.name), { create: true }),
    switchboards: ssmSwitchboards(ssmClients(), monitor.name),
    // A reminder of a near deadline would need the account's number; the minute's sweep does as well.
    homeQueue: { send: async () => {} },
  };
}

/** A local cloud's own clock: what a person says holds as long as it says there. */
function clockOf({ speed, virtualStart, realStart }: Announcement['clock']): Clock {
  return { ...systemClock, now: () => Math.floor(virtualStart + (Date.now() - realStart) * speed) };
}
