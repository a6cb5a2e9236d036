import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Switchboards } from '../../app/ports.ts';
import { switchboardParameter } from '../../core/switchboard.ts';

/** Switchboards in the Parameter Store of each region: standard parameters, made at their first write. */
export function ssmSwitchboards(clients: (region: string) => SSMClient, monitor: string): Switchboards {
  return {
    async read(region, service) {
      const command = new GetParameterCommand({ Name: switchboardParameter(monitor, service) });
      try {
        return (await clients(region).send(command)).Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
    async write(region, service, text) {
      const command = new PutParameterCommand({
        Name: switchboardParameter(monitor, service),
        Value: text,
        Type: 'String',
        Tier: 'Standard',
        Overwrite: true,
      });
      await clients(region).send(command);
    },
  };
}
