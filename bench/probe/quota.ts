import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernel's own default. The shorter it is, the shorter a process is held back at once. Microseconds. */
const PERIOD = 100_000;

/** Holds processes to a share of a core each. */
export type Quota = { hold(pid: number): void; remove(): void };

/** Makes control groups with a CPU quota, by version 2 or 1, or undefined where none can be made. `share`: of one core. */
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
    const groups: string[] = [];
    const make = (name: string) => {
      const group = join(root, `killdeer-bench-${process.pid}-${name}`);
      mkdirSync(group);
      groups.push(group);
      for (const [file, text] of Object.entries(files)) writeFileSync(join(group, file), text);
      return group;
    };
    const remove = () => {
      for (const group of groups.splice(0)) rmdirSync(group);
    };
    try {
      if (!existsSync(join(root, marker))) continue;
      make('first');
      return { hold: (pid) => writeFileSync(join(make(String(pid)), 'cgroup.procs'), String(pid)), remove };
    } catch {
      remove();
    }
  }
  return undefined;
}
