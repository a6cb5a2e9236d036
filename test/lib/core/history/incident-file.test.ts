import { describe, expect, test } from 'vitest';
import {
  encodeIncidentFile,
  type IncidentFile,
  parseIncidentFile,
} from '../../../../lib/core/history/incident-file.ts';
import type { Frame } from '../../../../lib/core/result.ts';
import { aCheck, aMonitor, aResult, aTrip, NOON } from '../../../builders.ts';

const frameAt = (slot: number): Frame => ({
  key: 'FRAME#10s.abc',
  region: 'eu-west-1',
  slot,
  run: 'scheduled',
  startedAt: slot,
  endedAt: slot + 50,
  results: [aResult('cart', 'fail')],
});

const secretive = { headers: { authorization: 'hunter2' }, url: 'https://ann:hunter2@shop.example/' };
const file: IncidentFile = {
  monitor: aMonitor([
    aCheck({ id: 'cart', dependsOn: [{ check: 'front', kind: 'upstream' }], contain: aTrip(), ...secretive } as never),
    aCheck({ id: 'front', dependsOn: [{ check: 'dns', kind: 'upstream' }], ...secretive } as never),
    aCheck({ id: 'dns' }),
    aCheck({ id: 'other' }),
  ]),
  incident: { id: 'cart-1', check: 'cart', firstFailureAt: NOON, openedAt: NOON + 50, events: [] },
  label: { check: 'cart', from: NOON, to: NOON + 60_000, name: 'cart is down' },
  frames: [frameAt(NOON), frameAt(NOON + 10_000)],
};
const text = encodeIncidentFile(file);
const value = JSON.parse(text) as Record<string, unknown>;
const changed = (changes: Record<string, unknown>): string => JSON.stringify({ ...value, ...changes });

describe('a recorded incident', () => {
  test('comes back with its incident, its label and its frames, and gives the same text again', () => {
    const read = parseIncidentFile(text);
    expect(read).toMatchObject({ incident: file.incident, label: file.label, frames: file.frames });
    expect(encodeIncidentFile(read)).toBe(text);
  });

  test('has the rules of its check and of all that it depends on, and of nothing else', () => {
    const { checks, channels } = parseIncidentFile(text).monitor;
    expect(checks.map(({ id }) => id)).toEqual(['cart', 'front', 'dns']);
    expect(checks[0]).toMatchObject({ failWhen: { hits: 2, of: 2 }, quorum: 2, contain: aTrip() });
    expect(channels).toEqual([]);
  });

  test('has no header, no URL and no address of the definition in it', () => {
    expect(text).not.toMatch(/hunter2|oncall@/);
  });

  test('has a line a frame, so that a person can read what changed', () => {
    expect(text.split('\n').filter((line) => line.startsWith('    {"v":1,'))).toHaveLength(2);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('without frames is written and read too', () => {
    expect(parseIncidentFile(encodeIncidentFile({ ...file, frames: [] })).frames).toEqual([]);
  });
});

describe('what is no recorded incident', () => {
  test.each([
    [
      'an empty file',
      '',
      /^line 1: not JSON \(.*\): this is no recorded incident: make one with `killdeer export --inc/,
    ],
    ['a CSV', 'at,check,region', /^line 1: not JSON .*make one with `killdeer export --incident ID --out FILE`$/],
    ['null', 'null', /^line 1: this is no recorded incident: make one with/],
    ['a list', '[]', /^line 1: this is no recorded incident/],
    ['a history of one line', '{"killdeer":"history","v":1}', /^line 1: this is no recorded incident/],
    [
      'a history',
      '{"killdeer":"history","v":1}\n{}\n',
      /^line 1: this is a history.*`killdeer backtest --history FILE`$/,
    ],
    ['a later version', changed({ v: 2 }), /^line 1: version 2; this release reads version 1: use the release that/],
    ['no version', changed({ v: undefined }), /^line 1: version undefined; this release reads version 1/],
    [
      'no monitor',
      changed({ monitor: undefined }),
      /^monitor: a recorded incident has a monitor with checks, services/,
    ],
    ['a check that is none', changed({ monitor: { ...(value.monitor as object), checks: [null] } }), /^monitor: /],
    [
      'a check without rules',
      changed({ monitor: { ...(value.monitor as object), checks: [{ id: 'a' }] } }),
      /^monitor: /,
    ],
    ['no frames', changed({ frames: undefined }), /^frames: a recorded incident has a list of frames$/],
    [
      'a frame that is none',
      changed({ frames: [...(value.frames as []), 7] }),
      /^frames\[2\]: 7 is no frame, which has v,/,
    ],
    ['no incident', changed({ incident: undefined }), /^incident: nothing is no incident, which has id, check/],
    ['no label', changed({ label: null }), /^label: null is no label, which has check/],
    [
      'frames out of order',
      changed({ frames: [...(value.frames as [])].reverse() }),
      /^frames\[1\]: it ended before the one before it; frames stand in order of endedAt$/,
    ],
  ])('%s is refused with its place', (_name, given, message) => {
    expect(() => parseIncidentFile(given)).toThrow(expect.objectContaining({ name: 'BadHistory' }));
    expect(() => parseIncidentFile(given)).toThrow(message);
  });
});
