import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, vi } from 'vitest';
import { main } from '../../bin/main.ts';

/** How the command ended and what it printed. */
export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A folder far from any package.json, gone with the test file, and the command as a person runs it. Files are named by their whole path. */
export function startFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'killdeer-')));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    /** Writes a file of the folder and gives its path. */
    written(name: string, content: string | Uint8Array): string {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    /** As the launcher runs it, with what it prints and its code; in this process, which is ten times faster. */
    async killdeer(...args: readonly string[]): Promise<Ended> {
      const printed = { stdout: '', stderr: '' };
      const take = (to: keyof typeof printed) => (text: unknown) => {
        printed[to] += stripVTControlCharacters(String(text));
        return true;
      };
      const spies = [
        vi.spyOn(process, 'cwd').mockReturnValue(folder),
        vi.spyOn(process.stdout, 'write').mockImplementation(take('stdout')),
        vi.spyOn(process.stderr, 'write').mockImplementation(take('stderr')),
        vi.spyOn(console, 'log').mockImplementation((text) => void take('stdout')(`${text}\n`)),
        vi.spyOn(console, 'error').mockImplementation((text) => void take('stderr')(`${text}\n`)),
      ];
      process.exitCode = 0;
      try {
        await main(['node', 'killdeer', ...args]);
        return { code: Number(process.exitCode), ...printed };
      } finally {
        process.exitCode = undefined;
        for (const spy of spies) spy.mockRestore();
      }
    },
  };
}

/** A definition of one check in three regions each 10 s; `rules` are options as source text. */
export function aDefinition(rules = '', id = 'cart'): string {
  return `import { consecutive, defineMonitor, http, quorum, service, status, trip } from 'killdeer';
const shop = service('shop', { switches: { reviews: { failDefault: 'on' } } });
export default defineMonitor({
  name: 'shop', home: 'eu-west-1', regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'], services: [shop], notify: [],
  checks: [http('${id}', {
    url: 'https://shop.example/', every: '10s', expect: [status(200)], regions: quorum(2),
    contain: trip(shop.switches.reviews, { mode: 'auto', sees: 'dependency' }),
    ${rules}
  })],
});
`;
}
