import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { chanceOf } from '../../lib/core/worlds/world.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1);
export const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;

/** One failing run in so many is a hiccup. */
const HICCUP = 1 / 2_000;

/** Each check is out for ten minutes so often, each at another time. */
const OUTAGE_EVERY_MINUTES = 10 * 24 * 60;
const OUTAGE_MINUTES = 10;

/** Text that is gathered before it is written. */
const CHUNK_CHARS = 1 << 20;

/** Writes a history as CSV, sorted by time: runs of so many checks each minute from three regions. Gives how many they are. */
export async function writeHistory(file: string, { days, checks }: { days: number; checks: number }): Promise<number> {
  const out = createWriteStream(file);
  let text = 'at,check,region,outcome,latency\n';
  let rows = 0;
  for (let minute = 0; minute < days * 24 * 60; minute += 1) {
    for (const [r, region] of REGIONS.entries()) {
      const at = BEGIN + minute * MINUTE + (r * MINUTE) / REGIONS.length;
      for (let check = 0; check < checks; check += 1) {
        const chance = chanceOf(check, r, minute);
        const isOut = (minute + check * 137) % OUTAGE_EVERY_MINUTES < OUTAGE_MINUTES;
        const outcome = isOut || chance < HICCUP ? 'fail' : 'pass';
        text += `${at},check-${check},${region},${outcome},${60 + Math.floor(chance * 90)}\n`;
        rows += 1;
      }
    }
    if (text.length < CHUNK_CHARS) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await finished(out);
  return rows;
}

/** A definition of these checks, for the command line. */
export function definitionOf(checks: number): string {
  return `
import { defineMonitor, http } from 'killdeer';
export default defineMonitor({
  name: 'bench', home: 'eu-west-1', services: [], notify: [],
  regions: ${JSON.stringify(REGIONS)},
  checks: Array.from({ length: ${checks} }, (_, i) => http(\`check-\${i}\`, { url: \`https://shop.example/\${i}\`, every: '1m' })),
});
`;
}
