import type { ResolvedCheck } from '../../core/common-check.ts';
import { namesFact } from '../../core/facts-asked.ts';
import type { DomainCheck } from '../../core/kinds/domain.ts';
import { MINUTE } from '../../core/time.ts';
import { decodeBody } from '../http/decode.ts';
import { request } from '../http/request.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Means, Run } from '../probe/run.ts';
import { rdapServerOf } from './rdap-servers.ts';
import { daysUntil, readRegistration } from './registration.ts';

/** How long an answer serves: a check that is not calm runs each 20 s, and registries limit who asks so often. */
const KEPT_MS = 10 * MINUTE;

type Kept = { readonly at: number; readonly text: string; readonly status: number };

const answers = new WeakMap<Means, Map<string, Kept>>();

/** Asks the registry, by RDAP, until when a domain is registered. */
export const probeDomain: KindProbe<DomainCheck> = async (check, run) => {
  const { text, status } = await answerFor(check, run);
  run.seen.status = status;
  run.watch.enter('judge');
  const { expiresAt, status: states, registrar } = readRegistration(text);
  if (expiresAt === undefined && namesFact(check.expect, 'domain.daysLeft')) throw unpublished(check.name);
  return {
    body: text,
    size: Buffer.byteLength(text),
    values: {
      'domain.status': states,
      ...(registrar !== undefined && { 'domain.registrar': registrar }),
      ...(expiresAt !== undefined && {
        'domain.daysLeft': daysUntil(expiresAt, Date.now()),
        'domain.expires': new Date(expiresAt).toISOString(),
      }),
    },
  };
};

async function answerFor(check: ResolvedCheck<DomainCheck>, run: Run): Promise<Kept> {
  const kept = answers.get(run.means) ?? new Map<string, Kept>();
  answers.set(run.means, kept);
  const server = check.server ?? (await rdapServerOf(check.name, run));
  const url = `${server.replace(/\/*$/, '')}/domain/${check.name}`;
  const known = kept.get(url);
  if (known !== undefined && Date.now() - known.at < KEPT_MS) return known;
  const accept = 'application/rdap+json, application/json;q=0.9';
  const { status, headers, body, url: at } = await request({ url, method: 'GET', headers: { accept } }, run);
  if (status !== 200) throw refusal(check.name, { host: at.host, status, retryAfter: headers['retry-after'] });
  const answer = { at: Date.now(), text: decodeBody(body, headers), status };
  kept.set(url, answer);
  return answer;
}

type Refusal = { readonly host: string; readonly status: number; readonly retryAfter: string | undefined };

/** That a registry is busy, broken, or refuses us is no news of the domain; that it knows no such domain is. */
function refusal(name: string, { host, status, retryAfter }: Refusal): ProbeFailure {
  const actual = `status ${status}`;
  const expected = 'status 200';
  if (status === 404) {
    const message = `${name} is not registered, says ${host} (404); is it the registered domain itself, not a host in it?`;
    return new ProbeFailure('status', message, { expected, actual });
  }
  if (status === 429) {
    const again = retryAfter === undefined ? '' : `, to be asked again in ${retryAfter}`;
    const message = `${host} limits how often it is asked (429${again}): nothing is known of ${name}`;
    return new ProbeFailure('probe', message, { expected, actual });
  }
  const message = `${host} answers ${status}: nothing is known of ${name}`;
  return new ProbeFailure(status === 400 ? 'status' : 'probe', message, { expected, actual });
}

function unpublished(name: string): ProbeFailure {
  const message = `the registry publishes no date on which ${name} ends: say minDaysLeft: false, and expect something of domainStatus()`;
  return new ProbeFailure('assertion', message, { expected: 'an expiration event', actual: 'none' });
}
