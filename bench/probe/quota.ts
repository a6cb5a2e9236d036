import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernel's own default. The shorter it is, the shorter a process is held back at once. Microseconds. */
const PERIOD = 100_000;

/** A group of processes that together may use a share of a core. */
export type Quota = { add(pid: number): void; remove(): void };

/** Makes a control group with a CPU quota, by version 2 or 1, or undefined where none can be made. `share`: of one core. */
export function makeQuota(share: number): Quota | undefined {
  const quota = Math.round(PERIOD * share);
  const forms = [
    { root: '/sys/fs/cgroup', marker: 'cgroup.controllers', files: { 'cpu.max': `${quota} ${PERIOD}` } },
    {
      root: '/sys/fs/cgroup/cpu',
      marker: 'cpu.cfs_quota_us',
      files: { 'cpu.cfs_period_us': String(PERIOD), 'cpu.cfs_quota_us': String(quota) },
    },
  ];
  for (const { root, marker, files } of forms) {
    const group = join(root, `killdeer-bench-${process.pid}`);
    try {
      if (!existsSync(join(root, marker))) continue;
      mkdirSync(group);
      for (const [file, text] of Object.entries(files)) writeFileSync(join(group, file), text);
      return {
        add: (pid) => writeFileSync(join(group, 'cgroup.procs'), String(pid)),
        remove: () => rmdirSync(group),
      };
    } catch {
      if (existsSync(group)) rmdirSync(group);
    }
  }
  return undefined;
}
