import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepAwake } from './probe/awake.ts';
import { findBlackbox, startBlackbox } from './probe/blackbox.ts';
import { type Certificate, makeCertificate } from './probe/certificate.ts';
import { canPin, pinned, startChild } from './probe/child.ts';
import { goalsOf } from './probe/goals.ts';
import { type Measurement, measurementOf, type Place } from './probe/measure.ts';
import { measureNames, type NameMeasurement, startNames, withResolvConf } from './probe/names.ts';
import type { PeerQuestion } from './probe/peer-process.ts';
import { makeQuota } from './probe/quota.ts';
import { goalsTable, namesTable, probeTable } from './probe/table.ts';
import { DELAY_MS, startTarget } from './probe/target.ts';
import type { Batch, Peer, PeerOptions, Run } from './probe/timing.ts';
import { takeTurns, warmUp } from './probe/turns.ts';

/** Cores that a Lambda of 512 MB may use: as many as its memory is of 1769 MB. */
const SHARE_OF_512 = 512 / 1_769;

/** Probes at once, and in how many turns. One at once: 25 in a row are a turn. */
const AT_ONCE = [100, 20] as const;
const FREE_TURNS = [[1, 4], AT_ONCE] as const;

type Scheme = Measurement['scheme'];
type Name = Extract<PeerQuestion, { readonly be: string }>['be'];

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string) => process.stderr.write(`${line}\n`);
const skipped: string[] = [];
const skip = (what: string) => {
  skipped.push(what);
  say(`SKIPPED: ${what}`);
};

const folder = mkdtempSync(join(tmpdir(), 'killdeer-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const program = findBlackbox();
if (program === undefined) skip('blackbox_exporter, because prometheus-blackbox-exporter is not on the path');
const certificate = makeCertificate(folder);
if (certificate === undefined) skip('HTTPS, because there is no openssl to make a certificate with');
const isPinnable = canPin();
const isPinned = isPinnable && availableParallelism() > 1;
if (!isPinned) skip('one core and 512 MB, because there is no taskset or no second core for the target');
if (!isPinnable) skip('cores that are kept awake, because there is no taskset: tcp is too long where they halt');
const awake = isPinnable ? keepAwake(availableParallelism()) : undefined;

const measurements: Measurement[] = [];
await measureAll('http', 'free');
if (certificate !== undefined) await measureAll('https', 'free', certificate);
if (certificate !== undefined && isPinned) {
  await measureAll('https', 'one core', certificate);
  await measureAll('https', '512 MB', certificate);
}
const names = await measureAllNames();
const goals = goalsOf(measurements, names);
await awake?.stop();

const machine = { node: process.version, cores: availableParallelism(), delayMs: DELAY_MS };
if (values.json) console.log(JSON.stringify({ machine, skipped, measurements, names, goals }, null, 2));
else {
  console.log(probeTable(measurements, 'killdeer'));
  console.log(namesTable(names));
  console.log(goalsTable(goals));
  console.log(`Milliseconds. Node ${machine.node}, ${machine.cores} cores; the target waits ${DELAY_MS} ms.`);
  for (const what of skipped) console.log(`SKIPPED: ${what}`);
}

async function measureAll(scheme: Scheme, place: Place, own?: Certificate): Promise<void> {
  const core = place === 'free' ? undefined : 0;
  const cpuShare = place === '512 MB' ? SHARE_OF_512 : 1;
  const quota = place === '512 MB' ? makeQuota(cpuShare) : undefined;
  if (place === '512 MB' && quota === undefined) {
    skip('the CPU quota of 512 MB, because no control group can be made here (it takes root, and no container)');
    return;
  }
  const target = await startTarget(own, core === undefined ? undefined : 1);
  const options = { cpuShare, ...(own !== undefined && { ca: own.cert }) };
  const starts: readonly (() => Promise<Peer>)[] = [
    () => startNodePeer('killdeer', options, pinned(core)),
    () => startNodePeer('node:http(s)', options, pinned(core)),
    () => startNodePeer('undici', options, pinned(core)),
    ...(program === undefined ? [] : [() => startBlackbox(program, folder, { certificate: own, core })]),
  ];
  const peers: Peer[] = [];
  for (const start of starts) {
    const peer = await start();
    peers.push(peer);
    say(`${scheme}, ${place}: ${peer.name} gets warm`);
    await warmUp(peer, target);
    quota?.hold(peer.pid);
  }
  for (const [concurrency, turns] of place === 'free' ? FREE_TURNS : [AT_ONCE]) {
    say(`${scheme}, ${place}: ${concurrency} at once, in ${turns} turns`);
    for (const [{ name }, rounds] of await takeTurns(peers, target, { concurrency, turns }))
      measurements.push(measurementOf(name, { scheme, place, concurrency }, rounds));
  }
  for (const peer of peers) await peer.stop();
  target.stop();
  quota?.remove();
}

async function measureAllNames(): Promise<readonly NameMeasurement[]> {
  const target = await startTarget();
  const found: NameMeasurement[] = [];
  const measureOne = async (name: Name, port: number, prefix: (at: string) => readonly string[]) => {
    const server = await startNames(port);
    const peer = await startNodePeer(name, { cpuShare: 1, servers: [server.at] }, prefix(server.at));
    say(`names: ${name}`);
    found.push(await measureNames(peer, target, server));
    await peer.stop();
    server.stop();
  };
  await measureOne('killdeer', 0, () => []);
  try {
    await measureOne('dns.lookup', 53, (at) => withResolvConf(folder, at));
  } catch (error) {
    skip(`dns.lookup, because /etc/resolv.conf cannot be replaced for one process (it takes root): ${error}`);
  }
  target.stop();
  return found;
}

async function startNodePeer(be: Name, options: PeerOptions, prefix: readonly string[]): Promise<Peer> {
  const child = startChild('./peer-process.ts', prefix);
  await child.ask({ be, ...options });
  return { name: be, pid: child.pid, run: (batch: Batch) => child.ask<Run>(batch), stop: child.stop };
}
