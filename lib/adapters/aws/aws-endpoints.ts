import type { Controls } from '../../core/controls.ts';

/** The variable that names the endpoint of a service in the place of AWS's. The SDKs read it, too: the local cloud sets it. */
const VARIABLES = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  monitoring: 'AWS_ENDPOINT_URL_CLOUDWATCH',
  ssm: 'AWS_ENDPOINT_URL_SSM',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
} as const;

/** What calls beyond the public AWS partition end in. */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
];

const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const;

/** A service that is called. */
export type AwsService = keyof typeof VARIABLES;

/** Where a service of a region is called. */
export function endpointOf(service: AwsService, region: string): URL {
  const suffix = SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return new URL(givenEndpoint(service) ?? `https://${service}.${region}.${suffix}`);
}

/**
 * The controls of a region that names none: the endpoints there of two services that the monitor uses anyway. In the local
 * cloud both are its own endpoint, on the loopback: nothing leaves the machine.
 */
export function awsControls(region: string): Controls {
  const services = ['dynamodb', 'sqs'] as const;
  const urls = services.map((service) => endpointOf(service, region).href);
  const isLocal = services.some((service) => givenEndpoint(service) !== undefined);
  return { urls: [...new Set(urls)], allow: isLocal ? LOOPBACK : [] };
}

function givenEndpoint(service: AwsService): string | undefined {
  return process.env[VARIABLES[service]] || process.env.AWS_ENDPOINT_URL || undefined;
}
