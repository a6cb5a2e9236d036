import { contracts } from '#contracts';
import { awsCaller } from '../../lib/adapters/aws/aws-caller.ts';
import { awsControls } from '../../lib/adapters/aws/aws-endpoints.ts';
import { putFrames } from '../../lib/adapters/dynamodb/put-frames.ts';
import { readHeartbeats } from '../../lib/adapters/dynamodb/read-heartbeats.ts';
import { socketProber } from '../../lib/adapters/probe/prober.ts';
import { awsSecrets } from '../../lib/adapters/secrets/aws-secrets.ts';
import { cachedSecrets } from '../../lib/adapters/secrets/cached-secrets.ts';
import { sqsQueues } from '../../lib/adapters/sqs/queues.ts';
import { systemClock } from '../../lib/adapters/system.ts';
import { naming } from '../../lib/core/naming.ts';
import type { Environment } from '../../lib/environment.ts';
import { base, regionQueues } from '../base.ts';

/**
 * What `probe` needs, in its own region. Its calls of AWS are made without the SDK: it alone would take longer to load
 * than everything else.
 */
export function probeContext(environment: Environment) {
  const { home, monitor, account, cpuShare } = environment;
  const secrets = cachedSecrets(awsSecrets(home), systemClock);
  const call = awsCaller();
  const heartbeats = readHeartbeats(call, home, naming.controlTable(monitor));
  const queues = sqsQueues(call, account);
  return {
    ...base(),
    prober: socketProber({ contracts, heartbeats, queues, secrets, cpuShare }),
    usualControls: awsControls,
    frames: putFrames(call, home, naming.resultsTable(monitor)),
    regionQueues: regionQueues(environment),
  };
}
