import { isStatusExpected } from '../../core/assertions/status.ts';
import { isBody } from '../../core/body.ts';
import type { HttpCheck } from '../../core/kinds/http.ts';
import { certificateFacts } from '../probe/certificate-facts.ts';
import type { KindProbe } from '../probe/run.ts';
import { decodeBody } from './decode.ts';
import { firstError } from './graphql.ts';
import { request } from './request.ts';

/** Asks a URL, follows its redirects and reads the answer. */
export const probeHttp: KindProbe<HttpCheck> = async (check, run) => {
  const wants = (status: number) => isStatusExpected(status, check.expect);
  const certificate = certificateFacts(check.expect);
  const { status, headers, body, values } = await request(check, run, { wants, certificate });
  run.watch.enter('judge');
  const text = decodeBody(body, headers);
  const error = isBody(check.body) && check.body.as === 'graphql' ? firstError(status, text) : undefined;
  return {
    status,
    headers,
    size: body.length,
    body: text,
    values: { ...values, ...(error !== undefined && { 'graphql.error': error }) },
  };
};
