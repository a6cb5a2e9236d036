import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SlowInOrder } from './test/slow/order.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// CI adds up what each run counted.
const counted = process.argv.includes('slow') ? 'slow' : 'fast';

const resolve = {
  conditions: ['killdeer-source'],
  alias: [
    { find: /^killdeer\/constructs$/, replacement: here('./lib/constructs/index.ts') },
    { find: /^killdeer\/reader$/, replacement: here('./lib/reader/index.ts') },
    { find: /^killdeer\/testing$/, replacement: here('./lib/testing/index.ts') },
    { find: /^killdeer$/, replacement: here('./lib/index.ts') },
  ],
};

// `npm test` runs the projects fast and constructs; `npm run verify` adds slow (whole programs: the demo, chaos, the tarball).
export default defineConfig({
  resolve,
  test: {
    reporters: process.env.CI ? ['default', ['json', { outputFile: `.killdeer/tests-${counted}.json` }]] : ['default'],
    sequence: { sequencer: SlowInOrder },
    // Programs that tests start compile what they load once, not each time.
    env: { NODE_COMPILE_CACHE: here('./node_modules/.cache/killdeer-compiled') },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lib/constructs/**', 'test/slow/**'],
          testTimeout: 20_000,
          // Many tests wait for servers that keep silent: even one core has room for a second worker.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'constructs',
          include: ['test/lib/constructs/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          isolate: false,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
