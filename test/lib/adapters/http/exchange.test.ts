import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { exchange } from '../../../../lib/adapters/http/exchange.ts';
import type { Hop } from '../../../../lib/adapters/http/hop.ts';
import { failureOf } from '../../../../lib/adapters/probe/probe-failure.ts';
import { startStopwatch } from '../../../../lib/adapters/probe/stopwatch.ts';

const HOP: Hop = { url: new URL('http://shop.example/'), method: 'GET', headers: {}, isOwn: true };

/** What is made of a connection that refuses the request, at once or after a while. */
async function refused(isAtOnce: boolean) {
  const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const write = (_: unknown, __: unknown, done: (error: Error) => void) => {
    if (isAtOnce) done(error);
    else setTimeout(done, 5, error);
  };
  const socket = new Duplex({ read() {}, write }) as Socket;
  const watch = startStopwatch();
  const { signal } = new AbortController();
  const reason = await exchange(HOP, { socket, watch, signal, onHead: () => true }).catch((error: unknown) => error);
  return failureOf(reason, watch.stage());
}

describe('a request that the connection does not take', () => {
  test('was not sent: the connection was not there any more', async () => {
    expect(await refused(true)).toMatchObject({
      kind: 'connect',
      message: 'the connection was closed before the request was sent (EPIPE)',
    });
  });

  test('in the end was being sent', async () => {
    expect(await refused(false)).toMatchObject({
      kind: 'protocol',
      message: 'the connection was closed while the request was being sent (EPIPE)',
    });
  });
});
