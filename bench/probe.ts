import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBlackbox, startBlackbox } from './probe/blackbox.ts';
import { type Certificate, makeCertificate } from './probe/certificate.ts';
import { startChild } from './probe/child.ts';
import { type Measurement, measure, warmUp } from './probe/measure.ts';
import type { PeerQuestion } from './probe/peer-process.ts';
import { probeTable } from './probe/table.ts';
import { DELAY_MS, startTarget } from './probe/target.ts';
import type { Batch, Peer, Run } from './probe/timing.ts';

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

const measurements: Measurement[] = [];
await measureScheme('http');
if (certificate !== undefined) await measureScheme('https', certificate);

const machine = { node: process.version, cores: availableParallelism(), delayMs: DELAY_MS };
if (values.json) console.log(JSON.stringify({ machine, skipped, measurements }, null, 2));
else {
  console.log(probeTable(measurements, 'killdeer'));
  console.log(`Milliseconds. Node ${machine.node}, ${machine.cores} cores; the target waits ${DELAY_MS} ms.`);
  for (const what of skipped) console.log(`SKIPPED: ${what}`);
}

async function measureScheme(scheme: Measurement['scheme'], own?: Certificate): Promise<void> {
  const target = await startTarget(own);
  const starts: readonly (() => Promise<Peer>)[] = [
    () => startNodePeer('killdeer', own),
    () => startNodePeer('node:http(s)', own),
    ...(program === undefined ? [] : [() => startBlackbox(program, folder, own)]),
  ];
  const found: Measurement[] = [];
  for (const start of starts) {
    const peer = await start();
    say(`${scheme}: ${peer.name}`);
    await warmUp(peer, target);
    found.push(await measure(peer, target, { scheme, concurrency: 1, rounds: 1 }));
    found.push(await measure(peer, target, { scheme, concurrency: 100, rounds: 10 }));
    peer.stop();
  }
  target.stop();
  measurements.push(...found.toSorted((a, b) => a.concurrency - b.concurrency));
}

async function startNodePeer(
  name: Extract<PeerQuestion, { readonly be: string }>['be'],
  own?: Certificate,
): Promise<Peer> {
  const child = startChild('./peer-process.ts');
  await child.ask({ be: name, ...(own !== undefined && { ca: own.cert }) });
  return { name, run: (batch: Batch) => child.ask<Run>(batch), stop: child.stop };
}
