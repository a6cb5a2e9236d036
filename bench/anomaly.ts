import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as production from './anomaly/candidate.ts';
import type { CreateCandidate, CreateFusedCandidate } from './anomaly/contract.ts';
import { FAMILIES, type FamilyName } from './anomaly/made/families.ts';
import { measureRegions } from './anomaly/regions.ts';
import { planSeeds } from './anomaly/seeds.ts';
import { calibrate, measureFamily } from './anomaly/smb.ts';
import { operationsTable, regionsTable, typesTable } from './anomaly/table.ts';

const { values } = parseArgs({
  options: {
    candidate: { type: 'string' },
    families: { type: 'string' },
    seeds: { type: 'string' },
    scale: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    'budget-table': { type: 'boolean', default: false },
    regions: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stderr.isTTY && process.stderr.write(`${line}\n`);
const plan = planSeeds({
  scale: values.quick ? 0.25 : Number(values.scale),
  ...(values.seeds !== undefined && { from: Number(values.seeds) }),
});
const tested: { createCandidate: CreateCandidate; createFusedCandidate?: CreateFusedCandidate } =
  values.candidate === undefined ? production : await import(pathToFileURL(resolve(values.candidate)).href);
const entrants = [{ name: 'killdeer', create: tested.createCandidate }];

const families = (values.families?.split(',') ?? Object.keys(FAMILIES)) as FamilyName[];
say('calibrating');
const frozen = values['budget-table'] ? calibrate(entrants, plan) : [];
const results = families.flatMap((family) => {
  say(`family ${family}`);
  return measureFamily(entrants, family, plan, frozen);
});
console.log(operationsTable(results, values['budget-table']));
console.log(typesTable(results.map((result) => [result.family, result.shipped])));
for (const { spent, making, family } of results)
  console.log(
    `${family}: ${(spent.micros / spent.count).toFixed(3)} µs per update, generator ${(making.micros / making.count).toFixed(3)}`,
  );
if (values.regions && tested.createFusedCandidate) {
  const fused = measureRegions({ create: tested.createFusedCandidate, family: 'A', seeds: plan });
  console.log(regionsTable(fused));
  console.log({ ...fused, scores: undefined });
}
