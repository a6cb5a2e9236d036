import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running local cloud tells those who want to speak to it. */
export type Announcement = {
  readonly endpoint: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly regions: readonly string[];
  /** The monitor's name. */
  readonly monitor: string;
  readonly home: string;
  /** The definition that it runs, absolute path. */
  readonly checks: string;
  /** What its clock showed (`virtualStart`) when the machine's showed `realStart`, and how many times faster it runs. */
  readonly clock: { readonly speed: number; readonly virtualStart: number; readonly realStart: number };
  readonly pid: number;
};

const fileIn = (folder: string): string => join(folder, '.killdeer', 'local.json');

/** Writes `.killdeer/local.json` in the folder. Returns what takes it away again, unless another cloud has replaced it. */
export function announce(folder: string, told: Omit<Announcement, 'pid'>): () => void {
  const announcement: Announcement = { ...told, pid: process.pid };
  mkdirSync(join(folder, '.killdeer'), { recursive: true });
  writeFileSync(fileIn(folder), `${JSON.stringify(announcement, null, 2)}\n`);
  return () => {
    const current = read(folder);
    if (current?.pid === announcement.pid && current.endpoint === announcement.endpoint) remove(folder);
  };
}

/** The local cloud that was announced in the folder. Undefined when there is none, or its process is gone. */
export function findLocalCloud(folder: string): Announcement | undefined {
  const found = read(folder);
  if (found === undefined || isAlive(found.pid)) return found;
  remove(folder);
  return undefined;
}

function read(folder: string): Announcement | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Announcement;
  } catch {
    return undefined;
  }
}

function remove(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
