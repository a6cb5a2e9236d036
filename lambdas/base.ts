import definition from '#checks';
import { awsCaller } from '../lib/adapters/aws/aws-caller.ts';
import { sqsRegionQueues } from '../lib/adapters/sqs/region-queues.ts';
import { systemChance, systemClock } from '../lib/adapters/system.ts';
import { compileMonitor } from '../lib/core/compile.ts';
import { naming } from '../lib/core/naming.ts';
import type { Environment } from '../lib/environment.ts';

/** What every Lambda has. Nothing of the SDK stands behind it: the probe would have to load that, too. */
export function base() {
  return { monitor: compileMonitor(definition), clock: systemClock, chance: systemChance };
}

/** The queues of all places. */
export function regionQueues({ account, monitor }: Environment) {
  const { regions } = compileMonitor(definition);
  // A place that the definition does not have has no queue: messages to it fail, as they do for one not deployed.
  const placeOf = (name: string) => regions.find((place) => place.name === name);
  return sqsRegionQueues(awsCaller(), (name) => {
    const region = placeOf(name)?.awsRegion ?? name;
    const queue = naming.probeQueue(monitor, naming.probe(placeOf(name) ?? { name }));
    return { region, url: naming.queueUrl(account, region, queue) };
  });
}
