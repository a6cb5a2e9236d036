import { appendFileSync } from 'node:fs';

// Loaded before a program (--import): what it used is written when it ends.
const { KILLDEER_USAGE } = process.env;
process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  if (KILLDEER_USAGE === undefined) return;
  appendFileSync(KILLDEER_USAGE, `${JSON.stringify({ cpuUs: userCPUTime + systemCPUTime, rssKb: maxRSS })}\n`);
});
