import { randomInt } from 'node:crypto';
import type { ResolvedCheck } from '../../core/common-check.ts';
import { excerpt } from '../../core/condition.ts';
import type { DnsCheck } from '../../core/kinds/dns.ts';
import { addressOf } from '../probe/open.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';
import type { KindProbe, Run } from '../probe/run.ts';
import { askByStream } from './ask-by-stream.ts';
import { askByUdp } from './ask-by-udp.ts';
import { findingsOf } from './findings.ts';
import { type DnsAnswer, encodeQuestion, type Question, readAnswer } from './message.ts';
import { allowedToAsk, ownResolvers, type ServerAddress } from './name-servers.ts';
import { MalformedMessage } from './names.ts';

/** Asks a name server a question of its own, over sockets of its own: no cache and no library of the machine between. */
export const probeDns: KindProbe<DnsCheck> = async (check, run) => {
  const { name, type, recursion } = check;
  const question: Question = { id: randomInt(0x10000), name, type, recursion };
  try {
    const answer = await ask(check, question, run);
    run.watch.enter('judge');
    return findingsOf(check, answer);
  } catch (error) {
    throw error instanceof MalformedMessage ? malformed(error.message) : error;
  }
};

async function ask(check: ResolvedCheck<DnsCheck>, question: Question, run: Run): Promise<DnsAnswer> {
  if (check.over !== 'udp') return await askOverConnection(check, question, run);
  const servers = check.server === undefined ? await ownServers(run) : [await namedServer(check, run)];
  const read = (message: Buffer) => readAnswer(message, question);
  const { answer, server } = await askByUdp(encodeQuestion(question), servers, { run, read });
  if (!answer.truncated) return answer;
  run.watch.newHop();
  const to = { hostname: server.address, port: server.port };
  return wholeAnswer(await askByStream(encodeQuestion(question), to, allowedToAsk(run, server)), question);
}

async function askOverConnection(
  { server, over, ip, tls = {} }: ResolvedCheck<DnsCheck>,
  question: Question,
  run: Run,
): Promise<DnsAnswer> {
  const secured = over === 'tls' ? { tls } : {};
  const bytes = encodeQuestion(question);
  if (server !== undefined) {
    const to = { hostname: server.host, port: server.port, ...secured, ...(ip !== undefined && { ip }) };
    return wholeAnswer(await askByStream(bytes, to, run), question);
  }
  const own = ownResolvers(run)[0];
  const to = { hostname: own.address, port: own.port, ...secured };
  return wholeAnswer(await askByStream(bytes, to, allowedToAsk(run, own)), question);
}

async function ownServers(run: Run): Promise<readonly ServerAddress[]> {
  await run.turn.connect();
  await run.turn.ask();
  return ownResolvers(run);
}

/** A server that a check names must be one that the region may reach. */
async function namedServer({ server, ip }: ResolvedCheck<DnsCheck>, run: Run): Promise<ServerAddress> {
  const { host = '', port = 53 } = server ?? {};
  return { address: await addressOf({ hostname: host, ...(ip !== undefined && { ip }) }, run), port };
}

/** What comes over a connection comes from the server: there it is no forgery that is not an answer. */
function wholeAnswer(message: Buffer, question: Question): DnsAnswer {
  const answer = readAnswer(message, question);
  if ('not' in answer) throw malformed(answer.not);
  if (answer.truncated) throw malformed('it is cut short although it came over a connection');
  return answer;
}

function malformed(why: string): ProbeFailure {
  const detail = { expected: 'a whole answer to the question', actual: excerpt(why) };
  return new ProbeFailure('protocol', `the name server sent a malformed answer: ${excerpt(why)}`, detail);
}
