import type { ResolvedCheck } from '../../core/common-check.ts';
import type { HttpCheck } from '../../core/kinds/http.ts';
import { open } from '../probe/open.ts';
import type { KindProbe, Run } from '../probe/run.ts';
import { decodeBody } from './decode.ts';
import { type Answer, exchange } from './exchange.ts';
import { endlessRedirect, firstHop, type Hop, isRedirect, MAX_REDIRECTS, nextHop } from './redirect.ts';

/** Asks a URL, follows its redirects and reads the answer. */
export const probeHttp: KindProbe<HttpCheck> = async (check, run) => {
  const { status, headers, body } = await travel(check, firstHop(check, run.means.userAgent, run.trace.headers), run);
  run.watch.enter('judge');
  return { status, headers, size: body.length, body: decodeBody(body, headers) };
};

async function travel(check: ResolvedCheck<HttpCheck>, start: Hop, run: Run): Promise<Answer> {
  let hop = start;
  for (let redirects = 0; ; redirects += 1) {
    if (redirects > 0) run.sent.to = hop.url;
    const answer = await visit(check, hop, run);
    delete run.sent.to;
    const { location } = answer.headers;
    if (location === undefined || !isRedirect(answer, check.expect)) return answer;
    if (redirects === MAX_REDIRECTS) throw endlessRedirect(location);
    hop = nextHop(hop, answer.status, location);
    run.watch.newHop();
  }
}

async function visit(check: ResolvedCheck<HttpCheck>, hop: Hop, run: Run): Promise<Answer> {
  const { hostname, protocol, port } = hop.url;
  const secure = protocol === 'https:';
  const connection = await open(
    {
      hostname,
      port: Number(port || (secure ? 443 : 80)),
      ...(check.ip !== undefined && { ip: check.ip }),
      ...(secure && { tls: { ...check.tls, alpn: ['http/1.1'] } }),
    },
    run,
  );
  try {
    const onHead = (head: Omit<Answer, 'body'>) => {
      run.seen.status = head.status;
      return !isRedirect(head, check.expect);
    };
    return await exchange(hop, { socket: connection.socket, watch: run.watch, signal: run.signal, onHead });
  } finally {
    connection.close();
  }
}
