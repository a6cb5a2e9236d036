import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

/**
 * Milliseconds. Short: three attempts at a service that is silent end in about 8 s, and whatever needed it comes again.
 * Without `throwOnRequestTimeout` the SDK only warns.
 */
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };

/** The home region's DynamoDB. */
export function dynamoClient(region: string): DynamoDBClient {
  return new DynamoDBClient({ region, requestHandler });
}

/** The home region's SNS. */
export function snsClient(region: string): SNSClient {
  return new SNSClient({ region, requestHandler });
}

/** A client per region, made at first use and kept. */
export function sqsClients(): (region: string) => SQSClient {
  // Otherwise the client calls the host in the queue's URL, whatever AWS_ENDPOINT_URL says.
  return perRegion((region) => new SQSClient({ region, requestHandler, useQueueUrlAsEndpoint: false }));
}

/** A client per region, made at first use and kept. */
export function ssmClients(): (region: string) => SSMClient {
  return perRegion((region) => new SSMClient({ region, requestHandler }));
}

function perRegion<Client>(make: (region: string) => Client): (region: string) => Client {
  const clients = new Map<string, Client>();
  return (region) => {
    const client = clients.get(region) ?? make(region);
    clients.set(region, client);
    return client;
  };
}
