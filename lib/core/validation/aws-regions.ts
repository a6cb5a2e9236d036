import type { Flaw } from './schema-parts.ts';
import { nearest, show } from './show.ts';

const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/;

/** AWS regions of every partition, as aws-cdk-lib's region-info knew them on 2026-11-22. */
const KNOWN: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eu-central-1',
  'eu-central-2',
  'eu-isoe-west-1',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eusc-de-east-1',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'me-west-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-isob-west-1',
  'us-isof-east-1',
  'us-isof-south-1',
  'us-west-1',
  'us-west-2',
];

/** Edits from a known name up to which an unknown one counts as misspelt. */
const MISSPELT = 2;

/** Every word that stands in a known name: `eu`, `west`, `gov`. */
const WORDS = new Set(KNOWN.flatMap((name) => name.split('-').slice(0, -1)));

/**
 * What is wrong with the name of a region, or undefined. New regions appear: a name of the right form is taken when it is
 * known, when it is made of known words, or when it resembles no known one.
 */
export function regionFlaw(name: unknown): Flaw | undefined {
  const flaw = { message: 'not the name of an AWS region', allowed: 'such as eu-west-1, us-east-1' };
  if (typeof name !== 'string') return { ...flaw, fix: 'correct the name' };
  const words = name.split('-').slice(0, -1);
  if (KNOWN.includes(name) || (REGION.test(name) && words.every((word) => WORDS.has(word)))) return undefined;
  const meant = nearest(name, KNOWN, MISSPELT);
  if (meant !== undefined) return { ...flaw, fix: `did you mean ${show(meant)}?` };
  return REGION.test(name) ? undefined : { ...flaw, fix: 'correct the name' };
}
