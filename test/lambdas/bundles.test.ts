import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, NOUNS, type Noun } from './bundles.ts';

/** The SDK clients that a handler uses. The others cost load time at each cold start. */
const CLIENTS: Readonly<Record<Noun, readonly string[]>> = {
  // Metrics and secrets are read only where a check needs them: their clients are loaded then.
  probe: [],
  detect: ['client-dynamodb', 'client-sqs'],
  respond: ['client-dynamodb', 'client-sns', 'client-sqs', 'client-ssm'],
  tick: ['client-dynamodb', 'client-sqs'],
};

const inputs = new Map<Noun, readonly string[]>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killdeer-bundles-'));
  for (const noun of NOUNS) {
    const { metafile } = await bundle(noun, folder);
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    inputs.set(
      noun,
      used.map(([path]) => path),
    );
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(NOUNS)('the bundle of %s', (noun) => {
  test('holds the SDK clients that it uses and no other', () => {
    const found = (inputs.get(noun) ?? []).flatMap((path) => /@aws-sdk\/(client-[^/]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(found)].sort()).toEqual(CLIENTS[noun]);
  });
});
