import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FAULT_TYPES } from '../../bench/anomaly/made/faults.ts';
import { DETECTION_PICTURES, detectionPictures } from '../../docs/pictures/detection/all-pictures.ts';
import { encodeDetector } from '../../lib/core/detect/codec.ts';
import { newDetector } from '../../lib/core/detect/detector.ts';
import { ALTERNATIVES } from '../../lib/core/detect/finding.ts';
import { SIZE } from '../../lib/core/detect/layout.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'docs/pictures/detection');
const page = readFileSync(join(ROOT, 'docs/detection.md'), 'utf8');

const CONSTANTS =
  /^Constants of `(?<file>lib\/core\/(?:detect\/)?[\w-]+\.ts)`|^\| `(?<name>[A-Z][A-Z_]*)` \| (?<value>[^|]+) \|/gm;

describe('the pictures of docs/detection.md', () => {
  const drawn = detectionPictures(page);

  test('are drawn again byte for byte as they were committed: else `npm run pictures`', () => {
    expect(drawn.size).toBeGreaterThanOrEqual(5);
    for (const [name, svg] of drawn) expect(readFileSync(join(FOLDER, `${name}.svg`), 'utf8'), name).toBe(svg);
  });

  test('are all used, once, and none is missing', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.svg'));
    const links = [...page.matchAll(/!\[[^\]]*\]\(pictures\/detection\/([^)]+)\.svg\)/g)].map(([, name]) => name);
    expect(links.map((name) => `${name}.svg`).sort()).toEqual(files.sort());
    expect(links.toSorted()).toEqual([...DETECTION_PICTURES].sort());
  });

  test('say in words what they show', () => {
    const alts = [...page.matchAll(/!\[([^\]]*)\]\(/g)].map(([, alt = '']) => alt);
    expect(alts).toHaveLength(drawn.size);
    expect(alts.filter((alt) => alt.length < 40)).toEqual([]);
  });

  test('say in words at which run each fault alerts as the picture does', () => {
    for (const [name, svg] of drawn) {
      const alt = page.match(new RegExp(`!\\[([^\\]]*)\\]\\(pictures/detection/${name}\\.svg`))?.[1] ?? '';
      const runs = [...svg.matchAll(/: alert at run (\d+)/g)].map(([, run]) => run);
      const told = alt.replace('its third run', 'run 3');
      expect(
        runs.filter((run) => !new RegExp(`run ${run}\\b`).test(told)),
        name,
      ).toEqual([]);
    }
  });

  test('show each type of fault of the benchmark, found', () => {
    const svgs = [...drawn.values()].join('');
    expect(FAULT_TYPES.filter((type) => !svgs.includes(`>${type}</text>`))).toEqual([]);
    expect(svgs).not.toContain('not found');
    expect(drawn.get('deploy')).toContain('no alert');
  });

  test('load nothing and run nothing, and are readable on a dark ground', () => {
    for (const svg of drawn.values()) {
      expect(svg).not.toMatch(/<script|<image|href|url\(|@import|@font-face/);
      expect(svg).toContain('prefers-color-scheme:dark');
    }
  });
});

describe('what docs/detection.md says', () => {
  test('of constants is what the code has', () => {
    let source = '';
    let count = 0;
    for (const { groups = {} } of page.matchAll(CONSTANTS)) {
      const { file, name, value = '' } = groups;
      if (file !== undefined) source = readFileSync(join(ROOT, file), 'utf8');
      if (name === undefined) continue;
      expect(plain(value.replaceAll(/(\d),(?=\d{3}\b)/g, '$1')), name).toBe(plain(sourceOf(source, name)));
      count += 1;
    }
    expect(count).toBeGreaterThan(80);
  });

  test('of alternatives names each', () => {
    expect(ALTERNATIVES.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test('of state is what a checkpoint takes', () => {
    expect(page).toContain(`remembers ${SIZE} numbers for a series, less than 1 KB`);
    expect(encodeDetector({ ...newDetector(), at: Date.UTC(2030, 0, 1) }).length).toBeLessThan(1_024);
  });

  test('leads to pages that are there', () => {
    expect(page).toContain('](rules.md)');
    expect(page).toContain('](adr/0007-detector.md)');
  });
});

/** What a constant is in its source. */
function sourceOf(source: string, name: string): string {
  const value = new RegExp(`^(?:export )?const ${name}(?::[^=]+)? = ([^;]+);`, 'm').exec(source)?.[1];
  if (value === undefined) throw new Error(`the page names ${name}, which its source does not have`);
  return value;
}

/** A value without what TypeScript writes around it. */
function plain(value: string): string {
  return value
    .replaceAll(/ as const|\.\.\.|[[\]{}:]|(?<=\d)_(?=\d)/g, ' ')
    .replaceAll(/,?\s+/g, ' ')
    .trim()
    .replace(/,$/, '')
    .replaceAll(' ', '');
}
