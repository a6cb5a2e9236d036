import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const NOUNS = ['probe', 'detect', 'respond', 'tick'] as const;

export type Noun = (typeof NOUNS)[number];

/** Bundles a handler as the constructs do, with the fixture's definition in it, into `folder`. */
export async function bundle(noun: Noun, folder: string): Promise<{ path: string; metafile: Metafile }> {
  const path = `${folder}/${noun}.cjs`;
  const { metafile } = await build({
    entryPoints: [root(`lambdas/${noun}/handler.ts`)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    alias: {
      '#checks': root('test/fixtures/lambdas/checks.ts'),
      '#contracts': root('lambdas/no-contracts.ts'),
      killdeer: root('lib/index.ts'),
    },
    conditions: ['killdeer-source'],
    metafile: true,
    logLevel: 'error',
  });
  return { path, metafile };
}

/** A handler as Lambda calls it. */
export type Handler = (event: unknown, context: { awsRequestId: string }) => Promise<unknown>;

/** Loads a bundled handler. */
export function load(path: string): Handler {
  return (createRequire(import.meta.url)(path) as { handler: Handler }).handler;
}
