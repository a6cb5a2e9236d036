import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as production from './candidate.ts';
import type { CreateCandidate, CreateFusedCandidate } from './contract.ts';
import { FAMILIES, type FamilyName } from './made/families.ts';
import { planSeeds, type SeedPlan } from './seeds.ts';

/** What is measured, and of what. */
export interface Options {
  readonly name: string;
  readonly create: CreateCandidate;
  readonly createFused: CreateFusedCandidate | undefined;
  readonly seeds: SeedPlan;
  readonly families: readonly FamilyName[];
  /** Not all of it: no peers, no goals, only the parts that were named. */
  readonly isPart: boolean;
  readonly budgets: boolean;
  /** The noise of the regions' checks; undefined where they are not measured. */
  readonly regions: FamilyName | undefined;
  readonly list: boolean;
  readonly json: boolean;
  readonly nab: string | undefined;
  readonly cloud: string | undefined;
}

const NAMES = Object.keys(FAMILIES) as readonly FamilyName[];

export async function readOptions(): Promise<Options> {
  const { values } = parseArgs({
    options: {
      nab: { type: 'string' },
      cloud: { type: 'string' },
      candidate: { type: 'string' },
      families: { type: 'string' },
      regions: { type: 'boolean', default: false },
      'budget-table': { type: 'boolean', default: false },
      'list-alerts': { type: 'boolean', default: false },
      seeds: { type: 'string' },
      scale: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const tested: { createCandidate: CreateCandidate; createFusedCandidate?: CreateFusedCandidate } =
    values.candidate === undefined ? production : await import(pathToFileURL(resolve(values.candidate)).href);
  const isPart = values.families !== undefined || values.regions;
  const families = familiesOf(values.families);
  const from = values.seeds === undefined ? undefined : numberOf('--seeds', values.seeds);
  return {
    name: values.candidate ?? 'killdeer',
    create: tested.createCandidate,
    createFused: tested.createFusedCandidate,
    seeds: planSeeds({
      scale: values.scale === undefined ? (values.quick ? 0.25 : 1) : numberOf('--scale', values.scale),
      ...(from !== undefined && { from }),
    }),
    families: families ?? (isPart ? [] : NAMES),
    isPart,
    budgets: values['budget-table'] || !isPart,
    regions: values.regions ? (families?.[0] ?? 'A') : isPart ? undefined : 'A',
    list: values['list-alerts'],
    json: values.json,
    nab: values.nab,
    cloud: values.cloud,
  };
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} is "${text}": give a number above 0`);
  return value;
}

function familiesOf(text: string | undefined): readonly FamilyName[] | undefined {
  return text?.split(',').map((name) => {
    const known = NAMES.find((one) => one === name);
    if (known === undefined) throw new Error(`--families names "${name}": there are ${NAMES.join(', ')}`);
    return known;
  });
}
