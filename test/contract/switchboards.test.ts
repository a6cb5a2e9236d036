import { createServer, type Server } from 'node:http';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySwitchboards } from '../../lib/adapters/memory/switchboards.ts';
import { ssmSwitchboards } from '../../lib/adapters/ssm/switchboards.ts';
import type { Switchboards } from '../../lib/app/ports.ts';
import { credentials, listen } from './emulators.ts';

function switchboardsContract(name: string, make: () => Switchboards): void {
  describe(`switchboards in ${name}`, () => {
    test('are undefined until they are written, then what was written last', async () => {
      const boards = make();
      expect(await boards.read('eu-west-1', 'shop')).toBeUndefined();
      await boards.write('eu-west-1', 'shop', '{"epoch":1}');
      await boards.write('eu-west-1', 'shop', '{"epoch":2}');
      expect(await boards.read('eu-west-1', 'shop')).toBe('{"epoch":2}');
    });

    test('stand for themselves in each region and service', async () => {
      const boards = make();
      await boards.write('eu-west-1', 'shop', 'one');
      await boards.write('us-east-1', 'shop', 'two');
      await boards.write('eu-west-1', 'cart', 'three');
      expect(await boards.read('eu-west-1', 'shop')).toBe('one');
      expect(await boards.read('us-east-1', 'shop')).toBe('two');
      expect(await boards.read('eu-west-1', 'cart')).toBe('three');
      expect(await boards.read('us-east-1', 'cart')).toBeUndefined();
    });
  });
}

switchboardsContract('memory', memorySwitchboards);

type PutParameter = { readonly Name: string; readonly Value: string };

const puts: PutParameter[] = [];
const parameters = new Map<string, string>();
let answer: { readonly status: number; readonly body: unknown } | undefined;
let server: Server;
let endpoint: string;

/** Parameter Store as far as the adapter speaks to it: GetParameter and PutParameter, per region of the signature. */
function parameterStore(): Server {
  return createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const region = /\/\d{8}\/([^/]+)\/ssm\//.exec(request.headers.authorization ?? '')?.[1];
    const operation = String(request.headers['x-amz-target']).replace('AmazonSSM.', '');
    const input = JSON.parse(text) as PutParameter;
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const key = `${region}|${input.Name}`;
    const value = parameters.get(key);
    if (answer !== undefined) return reply(answer.status, answer.body);
    if (operation === 'PutParameter') {
      puts.push(input);
      parameters.set(key, input.Value);
      return reply(200, { Version: 1, Tier: 'Standard' });
    }
    if (operation !== 'GetParameter') return reply(400, { __type: 'UnknownOperationException' });
    if (value === undefined) return reply(400, { __type: 'ParameterNotFound', message: 'not found' });
    return reply(200, { Parameter: { Name: input.Name, Type: 'String', Value: value, Version: 1 } });
  });
}

beforeAll(async () => {
  server = parameterStore();
  endpoint = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => {
  server.close().closeAllConnections();
});

let made = 0;
function ssmForTest(monitor: string): Switchboards {
  return ssmSwitchboards((region) => new SSMClient({ region, endpoint, credentials, maxAttempts: 1 }), monitor);
}

switchboardsContract('SSM', () => {
  made += 1;
  return ssmForTest(`monitor-${made}`);
});

describe('switchboards in SSM', () => {
  test('are standard string parameters under the monitor’s name', async () => {
    await ssmForTest('acme').write('eu-west-1', 'shop', '{}');
    const parameter = { Type: 'String', Tier: 'Standard', Overwrite: true, Value: '{}' };
    expect(puts.at(-1)).toEqual({ Name: '/killdeer/acme/switchboard/shop', ...parameter });
  });

  test('throw what Parameter Store refuses: it is not taken for a parameter that is not there', async () => {
    answer = { status: 400, body: { __type: 'TooManyUpdates', message: 'slow down' } };
    await expect(ssmForTest('acme').write('eu-west-1', 'shop', '{}')).rejects.toThrow('slow down');
    await expect(ssmForTest('acme').read('eu-west-1', 'shop')).rejects.toThrow('slow down');
    answer = undefined;
  });
});
