import { measureCloud, measureNab } from './anomaly/corpora/measure.ts';
import { cloudTable, nabTable } from './anomaly/corpora/table.ts';
import { goalsOf, goalsTable, verdictOf } from './anomaly/goals.ts';
import { FAMILIES } from './anomaly/made/families.ts';
import { readOptions } from './anomaly/options.ts';
import { createEwma, createRules } from './anomaly/peers.ts';
import { endProgress, progress } from './anomaly/progress.ts';
import { measureRegions } from './anomaly/regions.ts';
import { regionsNote, regionsTable } from './anomaly/regions-table.ts';
import type { Entrant } from './anomaly/run.ts';
import { measureSensitivities, sensitivitiesTable } from './anomaly/sensitivities.ts';
import { calibrate, measureFamily } from './anomaly/smb.ts';
import { costTable, falseAlertsTable, namedOperations, operationsTable, typesTable } from './anomaly/smb-tables.ts';

/** A detector that does nothing: what the loop around the others costs. */
const NOTHING = 'nothing';

const options = await readOptions();
const { seeds } = options;
const ours: Entrant = { name: options.name, create: options.create };
const peers: readonly Entrant[] = [
  { name: 'EWMA z-score', create: createEwma },
  { name: 'rules', create: createRules },
  { name: NOTHING, create: () => ({ update: () => 0 }) },
];
const entrants = options.isPart ? [ours] : [ours, ...peers];

const frozen = options.budgets ? calibrate(entrants, seeds) : [];
const all = options.families.flatMap((family) => {
  // Peers are there for the published family: on the others the question is only whether ours keeps its word.
  return measureFamily(family === 'A' ? entrants : [ours], family, seeds, frozen);
});
const families = all.filter(({ entrant }) => entrant === ours.name);
const { regions: noise, createFused: create } = options;
const regions = noise && create && measureRegions({ create, family: noise, seeds });
const costs = options.isPart || options.name !== 'killdeer' ? undefined : measureSensitivities(seeds.clean);
const corpora = entrants.filter(({ name }) => name !== NOTHING);
const nab = options.nab === undefined ? [] : measureAll('NAB', options.nab, measureNab);
const cloud = options.cloud === undefined ? [] : measureAll('cloud', options.cloud, measureCloud);
const goals = goalsOf({ families, regions, nab: nab[0]?.[1], cloud: cloud[0]?.[1] });
const skipped = [
  ...(noise && !create ? [`five regions: ${options.name} exports no createFusedCandidate`] : []),
  ...(options.isPart || nab.length > 0 ? [] : ["NAB: give --nab DIR, a folder with the benchmark's data/ and labels/"]),
  ...(options.isPart || cloud.length > 0 ? [] : ["cloud: give --cloud DIR, a folder with the dataset's data/"]),
];
endProgress();

if (options.json) {
  const judged = goals.map((goal) => ({ ...goal, verdict: verdictOf(goal) }));
  const results = { families: all, sensitivities: costs, regions, nab, cloud, goals: judged };
  console.log(JSON.stringify({ node: process.version, skipped, seeds, ...results }, null, 2));
} else print();

function measureAll<T>(what: string, folder: string, measure: (create: Entrant['create'], folder: string) => T) {
  return corpora.map((entrant): readonly [string, T] => {
    progress(`${what}, ${entrant.name}`);
    return [entrant.name, measure(entrant.create, folder)];
  });
}

function print(): void {
  if (all.length > 0) {
    console.log(operationsTable(all.filter(({ entrant }) => entrant !== NOTHING)));
    const published = options.isPart ? undefined : families.find(({ family }) => family === 'A');
    if (published !== undefined) console.log(`Noise A\n${typesTable(namedOperations(published))}`);
    const shipped = families.map(({ family, shipped }) => [`noise ${family}`, shipped] as const);
    console.log(`At the shipped threshold\n${typesTable(shipped)}`);
    for (const { family } of families) console.log(`Noise ${family}: ${FAMILIES[family].about}.`);
    console.log(costTable(all.filter(({ family }) => family === families[0]?.family)));
  }
  if (costs) console.log(sensitivitiesTable(costs));
  if (options.list) console.log(falseAlertsTable(families));
  if (regions) console.log(`Five regions, fused, noise ${noise}\n${regionsTable(regions)}\n${regionsNote(regions)}`);
  if (nab.length > 0) console.log(nabTable(nab));
  if (cloud.length > 0) console.log(cloudTable(cloud));
  if (!options.isPart) console.log(goalsTable(goals));
  console.log(`Delays in samples, false alerts per series and 30 days. Node ${process.version}.`);
  for (const what of skipped) console.log(`SKIPPED: ${what}`);
}
