import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from './certificate.ts';
import { pinned } from './child.ts';
import { get } from './get.ts';
import { idOf, type Peer, type Timing } from './timing.ts';

const PROGRAM = 'prometheus-blackbox-exporter';

/** Where the program is, or undefined when it is not on the path. */
export function findBlackbox(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, PROGRAM)).find((path) => existsSync(path));
}

/** Starts blackbox_exporter and probes by asking it to. Its CPU is what it says of its own process. */
export async function startBlackbox(
  program: string,
  folder: string,
  { certificate, core }: { readonly certificate?: Certificate | undefined; readonly core?: number | undefined },
): Promise<Peer> {
  const config = join(folder, 'blackbox.json');
  const tls = certificate && { tls_config: { ca_file: certificate.certFile } };
  const http = { valid_status_codes: [200], preferred_ip_protocol: 'ip4', ...tls };
  writeFileSync(config, JSON.stringify({ modules: { bench: { prober: 'http', timeout: '10s', http } } }));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const args = [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'];
  const [command = '', ...prefix] = [...pinned(core), program];
  const child = spawn(command, [...prefix, ...args], { stdio: 'ignore' });
  let isOver = false;
  child.once('error', () => (isOver = true)).once('exit', () => (isOver = true));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  process.once('exit', () => child.kill());
  for (let tries = 0; (await get(`${origin}/-/healthy`).catch(() => '')) === ''; tries += 1) {
    if (isOver || tries > 100) throw new Error(`${program} does not start`);
    await sleep(50);
  }
  const cpuMs = async () => 1_000 * metric(await get(`${origin}/metrics`), 'process_cpu_seconds_total');
  const probe = (url: string) => get(`${origin}/probe?module=bench&target=${encodeURIComponent(url)}`);
  return {
    name: 'blackbox_exporter',
    pid: child.pid ?? 0,
    async run({ urls, atOnce }) {
      const before = await cpuMs();
      const texts: string[] = [];
      if (atOnce) texts.push(...(await Promise.all(urls.map(probe))));
      else for (const url of urls) texts.push(await probe(url));
      const spent = (await cpuMs()) - before;
      return { timings: urls.map((url, index) => timingOf(idOf(url), texts[index] ?? '')), cpuMs: spent };
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function timingOf(id: string, text: string): Timing {
  if (metric(text, 'probe_success') !== 1) return { id };
  const phase = (name: string) => 1_000 * metric(text, `probe_http_duration_seconds{phase="${name}"}`);
  return { id, firstByte: phase('processing'), tcp: phase('connect') };
}

function metric(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
