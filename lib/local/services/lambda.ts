import type { Service } from '../endpoint.ts';
import { jsonAnswer, jsonError } from './answer.ts';

const GET_URL = /^GET \/2021-10-31\/functions\/([^/]+)\/url$/;

/** The one operation of Lambda's own API that is known here: what a function's URL is. */
export function lambdaService(urlOf: (name: string) => string | undefined): Service {
  const nameIn = (operation: string): string => decodeURIComponent(GET_URL.exec(operation)?.[1] ?? '');
  return {
    async handle({ operation }) {
      if (!GET_URL.test(operation)) return undefined;
      const url = urlOf(nameIn(operation));
      if (url === undefined)
        return jsonError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      return jsonAnswer(200, { FunctionUrl: url, AuthType: 'NONE' }, 'application/json');
    },
    action: () => 'GetFunctionUrlConfig',
    resources: ({ region, operation }, account) => [
      `arn:aws:lambda:${region}:${account}:function:${nameIn(operation)}`,
    ],
  };
}
