import { describe, expect, it } from 'vitest';
import { WORLDS } from '../../../../lib/core/worlds/worlds.ts';
import { RULE_BUGS } from '../../../planted/rule-bugs.ts';
import { play, timelineOf } from './stage.ts';
import { ROWS, type Row } from './verdicts.ts';
import { RULED_ROWS } from './verdicts-of-rules.ts';

it('at least thirty worlds are told, each by a sentence of its own, and each has its row', () => {
  const names = WORLDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(30);
  expect(names.filter((name) => !ROWS.some(({ world }) => world === name))).toEqual([]);
});

it('each world is named by a planted bug that it must notice', () => {
  const named = new Set(RULE_BUGS.flatMap(({ worlds }) => worlds));
  expect(WORLDS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
});

// A check each minute from three regions, two of which must fail twice in a row, unless the row says otherwise.
describe('world → verdicts over time:', () => {
  it.each([...ROWS, ...RULED_ROWS].map((row) => [titleOf(row), row] as const))('%s', (_title, row) => {
    const world = WORLDS.find(({ name }) => name === row.world);
    if (world === undefined) throw new Error(`there is no world "${row.world}"`);
    expect(timelineOf(play(world, row.with)).join(' · ')).toBe(row.verdicts);
  });
});

function titleOf({ world, rules }: Row): string {
  return rules === undefined ? world : `${world} · ${rules}`;
}
