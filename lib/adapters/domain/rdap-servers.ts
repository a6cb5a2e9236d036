import { excerpt } from '../../core/condition.ts';
import { DAY, HOUR } from '../../core/time.ts';
import { decodeBody } from '../http/decode.ts';
import { request } from '../http/request.ts';
import { startDeadline, untilAborted } from '../probe/deadline.ts';
import { failureOf, ProbeFailure } from '../probe/probe-failure.ts';
import type { Means, Run } from '../probe/run.ts';
import { startStopwatch } from '../probe/stopwatch.ts';

/** IANA's list of the RDAP servers of top-level domains (RFC 9224). */
const LIST = 'https://data.iana.org/rdap/dns.json';

/** The share of an attempt's time that the list may take. */
const SHARE = 0.5;

type List = { readonly readAt: number; readonly servers: ReadonlyMap<string, string> };

/** The list that a prober has, and the reading of it that is under way. */
const lists = new WeakMap<Means, { list?: List; reading?: Promise<List> }>();

/**
 * The RDAP server for a domain, by IANA's list: read at first use, kept for a day, and an hour more each time
 * that it cannot be read again. Throws a `ProbeFailure` of kind `probe`: that nobody is known to ask is no news of the domain.
 */
export async function rdapServerOf(name: string, run: Run): Promise<string> {
  const kept = lists.get(run.means) ?? {};
  lists.set(run.means, kept);
  if (kept.list === undefined || Date.now() - kept.list.readAt > DAY) {
    // Many checks begin together: one of them reads, for all.
    kept.reading ??= readList(run).finally(() => {
      delete kept.reading;
    });
    const { reading } = kept;
    reading.catch(() => {});
    try {
      kept.list = await untilAborted<List>(run.signal, (resolve, reject) => reading.then(resolve, reject));
    } catch (error) {
      if (kept.list === undefined) throw error;
      kept.list = { ...kept.list, readAt: Date.now() - DAY + HOUR };
    }
  }
  const labels = name.split('.');
  const suffixes = labels.map((_, index) => labels.slice(index).join('.'));
  const suffix = suffixes.find((one) => kept.list?.servers.has(one));
  const server = suffix === undefined ? undefined : kept.list?.servers.get(suffix);
  if (server !== undefined) return server;
  const message = `IANA's list has no RDAP server for .${labels.at(-1)}: name the registry's with \`server\``;
  throw new ProbeFailure('probe', message, { expected: 'an RDAP server', actual: 'none' });
}

/** Times nothing of the check's: the list is no part of what it asks. */
async function readList(run: Run): Promise<List> {
  const watch = startStopwatch();
  const deadline = startDeadline(run.timeoutMs * SHARE, watch);
  const signal = AbortSignal.any([deadline.signal, run.signal]);
  const url = run.means.rdapList ?? LIST;
  try {
    const own: Run = { ...run, watch, signal, seen: {}, sent: {} };
    const { status, headers, body } = await request({ url, method: 'GET', headers: {} }, own);
    if (status !== 200) throw new Error(`status ${status}`);
    return { readAt: Date.now(), servers: serversIn(decodeBody(body, headers)) };
  } catch (error) {
    const reason = error instanceof ProbeFailure ? error.failure.message : failureOf(error, watch.stage()).message;
    const message = excerpt(`the list of RDAP servers, ${url}, cannot be read: ${reason}`);
    throw new ProbeFailure('probe', message, { expected: 'the list of RDAP servers', actual: excerpt(reason) });
  } finally {
    deadline.clear();
  }
}

/** `{ services: [[['com', 'net'], ['https://…/']]] }`; of several servers the first that speaks https. */
function serversIn(text: string): ReadonlyMap<string, string> {
  const { services } = JSON.parse(text) as { readonly services?: unknown };
  if (!Array.isArray(services)) throw new Error('it names no services');
  const servers = new Map<string, string>();
  for (const service of services as readonly (readonly [readonly string[], readonly string[]])[]) {
    const [names, urls] = service;
    const url = urls.find((one) => one.startsWith('https:')) ?? urls[0];
    if (url !== undefined) for (const name of names) servers.set(name.toLowerCase(), url);
  }
  return servers;
}
