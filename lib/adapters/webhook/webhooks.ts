import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Webhooks } from '../../app/ports.ts';
import { noticeText } from '../../core/notice-text.ts';

/** From the call to the status line of the answer. */
const TIMEOUT_MS = 3_000;

/** Webhooks over HTTP. Redirects are not followed; errors name the channel, never its URL, which may hold a secret. */
export function httpWebhooks(timeoutMs = TIMEOUT_MS): Webhooks {
  return {
    async call(channel, notice, id) {
      const body = JSON.stringify({ id, text: noticeText(notice), notice });
      const headers = { ...channel.headers, 'content-type': 'application/json', 'idempotency-key': id };
      const status = await post(channel.url, headers, body, timeoutMs).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
        throw new Error(`webhook ${channel.id} was not reached: ${reason}`, { cause });
      });
      if (status < 200 || status > 299) throw new Error(`webhook ${channel.id} answered ${status}, not 2xx`);
    },
  };
}

function post(url: string, headers: Readonly<Record<string, string>>, body: string, timeoutMs: number) {
  const request = new URL(url).protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise<number>((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const call = request(url, { method: 'POST', headers: { ...headers, ...length }, agent: false, signal });
    call.on('error', (error) => reject(signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error));
    call.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      // The status is all that counts: whatever the body is, it is not waited for.
      response.on('error', () => {}).destroy();
    });
    call.end(body);
  });
}
