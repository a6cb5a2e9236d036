import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsControls, endpointOf } from '../../../../lib/adapters/aws/aws-endpoints.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the usual controls of a region', () => {
  test.each([
    ['eu-west-1', ['https://dynamodb.eu-west-1.amazonaws.com/', 'https://sqs.eu-west-1.amazonaws.com/']],
    ['cn-north-1', ['https://dynamodb.cn-north-1.amazonaws.com.cn/', 'https://sqs.cn-north-1.amazonaws.com.cn/']],
    ['us-gov-west-1', ['https://dynamodb.us-gov-west-1.amazonaws.com/', 'https://sqs.us-gov-west-1.amazonaws.com/']],
  ])('of %s are its own DynamoDB and SQS, on public addresses', (region, urls) => {
    vi.stubEnv('AWS_ENDPOINT_URL', '');
    expect(awsControls(region)).toEqual({ urls, allow: [] });
  });

  test('are the one endpoint of the local cloud, which may be on the loopback', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:4566');
    expect(awsControls('eu-west-1')).toEqual({ urls: ['http://127.0.0.1:4566/'], allow: ['127.0.0.0/8', '::1/128'] });
  });

  test('follow the endpoint that is named for one service alone', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', '');
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', 'http://127.0.0.1:9324');
    expect(awsControls('eu-west-1').urls).toEqual([
      'https://dynamodb.eu-west-1.amazonaws.com/',
      'http://127.0.0.1:9324/',
    ]);
    expect(endpointOf('ssm', 'eu-west-1').href).toBe('https://ssm.eu-west-1.amazonaws.com/');
  });
});
