import { recordHeartbeat } from '../../lib/app/record-heartbeat.ts';
import { heartbeatContext } from '../context.ts';
import { log } from '../log.ts';
import { lambda } from '../middleware.ts';

/** What a function URL brings, as far as it is used (payload format 2.0). */
export type UrlEvent = {
  readonly rawPath: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

const ANSWERS = { recorded: { statusCode: 200, body: 'recorded\n' }, unknown: { statusCode: 404, body: 'not here\n' } };

/** Jobs report here. The path is never logged: it holds the signature. */
export const handler = lambda(heartbeatContext, async (event: UrlEvent, ctx) => {
  const { rawPath: path, queryStringParameters: query = {}, body = '', isBase64Encoded } = event;
  const text = isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body;
  const answer = await recordHeartbeat(ctx, { path, query, body: text });
  log('heartbeat', { answer, check: answer === 'recorded' ? path.split('/')[1] : undefined });
  return ANSWERS[answer];
});
