import { AwsClient } from 'aws4fetch';
import { ssmClients } from '../lib/adapters/aws-clients.ts';
import { naming } from '../lib/core/naming.ts';
import { CommandError } from './command-error.ts';
import type { Operator } from './operator.ts';

/**
 * Where the monitor's jobs report: the URL of its heartbeat function, without the slash at its end. One call of Lambda's
 * API, by the same credentials and endpoint as the other commands. Throws when it is not deployed, or may not be asked.
 */
export async function heartbeatOrigin({ monitor }: Pick<Operator, 'monitor'>): Promise<string> {
  const region = monitor.home;
  const name = naming.lambda(monitor.name, 'heartbeat');
  const { accessKeyId, secretAccessKey, sessionToken } = await ssmClients()(region).config.credentials();
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: 'lambda',
    region,
    retries: 1,
  });
  const endpoint = process.env.AWS_ENDPOINT_URL ?? `https://lambda.${region}.amazonaws.com`;
  const answer = await client.fetch(`${endpoint}/2021-10-31/functions/${name}/url`);
  if (answer.status === 404) throw new CommandError(`${name} is not deployed in ${region}: deploy the monitor first`);
  if (!answer.ok) {
    const why = `${answer.status} ${(await answer.text()).slice(0, 200)}`;
    throw new CommandError(`Lambda does not tell the URL of ${name} (lambda:GetFunctionUrlConfig): ${why}`);
  }
  const { FunctionUrl } = (await answer.json()) as { FunctionUrl: string };
  return FunctionUrl.replace(/\/$/, '');
}
