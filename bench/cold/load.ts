import { execFileSync } from 'node:child_process';

const SCRIPT = `
const before = process.cpuUsage();
const { handler } = require(process.argv[1]);
const { user, system } = process.cpuUsage(before);
if (typeof handler !== 'function') throw new Error('no handler');
console.log((user + system) / 1000);
process.exit();
`;

/** CPU milliseconds that a fresh process needs to load a bundle, all its threads together. */
export function loadCpuMs(file: string): number {
  const env = { PATH: process.env.PATH, AWS_REGION: 'eu-west-1' };
  return Number(execFileSync(process.execPath, ['-e', SCRIPT, file], { encoding: 'utf8', env }));
}
