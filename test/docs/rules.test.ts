import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { picturesOf } from '../../docs/pictures/all-pictures.ts';
import { figuresOf } from '../../docs/pictures/figures.ts';
import { type Film, play } from '../../docs/pictures/play.ts';
import { SCENES } from '../../docs/pictures/scenes.ts';
import { monitorOfSnippet } from '../../docs/pictures/snippet.ts';
import { advanceCheck, calmCheck } from '../../lib/core/advance-check.ts';
import { policyOf } from '../../lib/core/check-policy.ts';
import { MOST_CONTROLS } from '../../lib/core/controls.ts';
import { DEFAULT_FLAPPING } from '../../lib/core/flapping.ts';
import { CSV_COLUMNS, rowReader } from '../../lib/core/history/csv-row.ts';
import { parseLine } from '../../lib/core/history/history-line.ts';
import { judge } from '../../lib/core/judge.ts';
import { noticeText } from '../../lib/core/notice-text.ts';
import { RESTORE_STEPS } from '../../lib/core/restore.ts';
import { FEWEST_HITS, WIDEST_RATE, WIDEST_RULE } from '../../lib/core/rule.ts';
import { EMPTY_SERIES, fold, type Series } from '../../lib/core/series.ts';
import { BURN_ALERTS } from '../../lib/core/slo/judge-slo.ts';
import { HOUR, MINUTE } from '../../lib/core/time.ts';
import { fencesOf } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');

/** A recorded incident is a file that a reader has yet to export. */
const snippets = fencesOf(page, 'ts').filter((code) => !code.includes('killdeer/testing'));

describe('the pictures of docs/rules.md', () => {
  const figures = figuresOf(page);
  const names = figures.map(({ name }) => name);

  test('are drawn again byte for byte as they were committed: else `npm run pictures`', async () => {
    const pictures = await picturesOf(page);
    expect(pictures.size).toBeGreaterThanOrEqual(13);
    for (const [name, svg] of pictures) {
      expect(readFileSync(join(ROOT, `docs/pictures/${name}.svg`), 'utf8'), name).toBe(svg);
    }
  });

  test('are all used, once, and none is missing', () => {
    const files = readdirSync(join(ROOT, 'docs/pictures')).filter((file) => file.endsWith('.svg'));
    expect(files.sort()).toEqual(names.map((name) => `${name}.svg`).sort());
    expect(Object.keys(SCENES).sort()).toEqual([...names].sort());
    const links = [...page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, to]) => to);
    expect(links).toEqual(names.map((name) => `pictures/${name}.svg`));
  });

  test('say in words what they show', () => {
    expect(figures.filter(({ alt }) => alt.length < 40)).toEqual([]);
  });

  test('load nothing and run nothing, and are readable on a dark ground', async () => {
    for (const svg of (await picturesOf(page)).values()) {
      expect(svg).not.toMatch(/<script|<image|href|url\(|@import|@font-face/);
      expect(svg).toContain('prefers-color-scheme:dark');
    }
  });
});

describe('the snippets of docs/rules.md', () => {
  test.each(snippets.map((code, i) => [i, code] as const))('snippet %i is a valid definition', async (_i, code) => {
    expect((await monitorOfSnippet(code)).checks.length).toBeGreaterThan(0);
  });

  test('show each word of the rule language', () => {
    const words = ['ofLast', 'consecutive', 'rate', 'either', 'both', 'quorum', 'flapping', 'trip', 'cron', 'slo'];
    const others = ['activeHours', 'maintenance', 'upstream', 'recoverWhen:', 'degradedWhen:', 'routes:', 'dependsOn:'];
    const used = (word: string): boolean =>
      snippets.some((code) => code.includes(word.endsWith(':') ? word : `${word}(`));
    expect([...words, ...others, 'controls:'].filter((word) => !used(word))).toEqual([]);
  });
});

describe('what docs/rules.md says', () => {
  test('of limits and defaults is what the code has', () => {
    const { changes, window } = DEFAULT_FLAPPING;
    expect(page).toContain(`flapping({ changes: ${changes}, window: '${window}' })`);
    expect(page).toContain(`n a whole number, 1 to ${WIDEST_RULE}`);
    expect(page).toContain(`default ${FEWEST_HITS}:`);
    expect(page).toContain(`to ${WIDEST_RATE} runs at the check's cadence`);
    expect(page).toContain(`these, at most ${MOST_CONTROLS};`);
    expect(page).toContain(`lets ${RESTORE_STEPS.slice(0, -1).join(', ')}, then ${RESTORE_STEPS.at(-1)} % through`);
  });

  test('of burn rates is the table that is judged by', () => {
    const rows = [...page.matchAll(/^\| (\d+) ([hd]) \| (\d+) (h|min) \| ([\d.]+) \| (\d+) % \| (page|warning) \|$/gm)];
    const told = rows.map(([, long, unit, short, small, factor, _share, told]) => ({
      longMs: Number(long) * (unit === 'd' ? 24 : 1) * HOUR,
      shortMs: Number(short) * (small === 'h' ? HOUR : MINUTE),
      factor: Number(factor),
      verdict: told === 'page' ? 'down' : 'degraded',
    }));
    expect(told).toEqual(BURN_ALERTS);
    const shares = rows.map(([, , , , , , share]) => Number(share));
    expect(shares).toEqual(BURN_ALERTS.map(({ longMs, factor }) => Math.round((longMs * factor) / (7.2 * HOUR))));
  });

  test('of histories can be read', () => {
    const lines = fencesOf(page, 'json').flatMap((text) => text.trim().split('\n'));
    const kinds = lines.map((line, i) => parseLine(line, i + 1).is);
    expect(kinds).toEqual(['header', 'frame', 'label', 'change', 'incident']);
    const csv = fencesOf(page, 'text').find((text) => text.startsWith(CSV_COLUMNS.join(',')));
    const [runs = ''] = (csv ?? '').split('\n\n');
    const rows = runs.trim().split('\n').slice(1);
    const read = rowReader();
    expect(rows.map((row, i) => read(row.split(','), i + 2).entry.outcome)).toEqual(['pass', 'fail']);
  });

  test('of evidence is how the notice of its picture begins', async () => {
    const figure = figuresOf(page).find(({ name }) => name === 'contain');
    const scene = SCENES.contain;
    if (figure === undefined || scene === undefined) throw new Error('the picture of contain is gone');
    const shown = fencesOf(page, 'text').filter((text) => text.startsWith('[CRITICAL]'));
    expect(shown).toHaveLength(1);
    const notice = firstNotice(play(scene, await monitorOfSnippet(figure.code)));
    expect(notice.slice(0, shown[0]?.length)).toBe(shown[0]);
  });

  test('leads to its own sections', () => {
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => slugOf(text));
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, to]) => to);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((to) => !headings.includes(to ?? ''))).toEqual([]);
  });
});

/** What is told first in a film of one check, as text. */
function firstNotice({ monitor, runs, decisions }: Film): string {
  const [check] = monitor.checks;
  const at = decisions.told[0]?.at;
  if (check === undefined || at === undefined) throw new Error('nobody was told of anything');
  const series = new Map<string, Series>();
  for (const { region, entry } of runs.filter((run) => run.entry.endedAt <= at)) {
    series.set(region, fold(series.get(region) ?? EMPTY_SERIES, entry));
  }
  const verdict = judge(check, series, at);
  const { owed } = advanceCheck(calmCheck(check.id), { type: 'verdict', verdict }, policyOf(monitor, check.id));
  const [notice] = owed.flatMap(({ effect }) => (effect.type === 'notice' ? [effect.notice] : []));
  return notice === undefined ? '' : noticeText(notice);
}

/** The name by which a heading is linked to. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
