import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadHistory } from '../../../../lib/core/history/bad-history.ts';
import { encodeLine, parseLine } from '../../../../lib/core/history/history-line.ts';
import type { Frame } from '../../../../lib/core/result.ts';
import { aResult, NOON } from '../../../builders.ts';

const frame: Frame = {
  key: 'FRAME#10s.abc',
  region: 'eu-west-1',
  slot: NOON,
  run: 'scheduled',
  startedAt: NOON + 30,
  endedAt: NOON + 80,
  results: [aResult('front', 'pass'), aResult('cart', 'fail')],
};
const label = { check: 'front', from: NOON, to: NOON + 1, name: 'a "deploy", gone wrong\nand how' };
const incident = {
  id: 'front-1',
  check: 'front',
  firstFailureAt: NOON,
  openedAt: NOON + 10,
  resolvedAt: NOON + 20,
  events: [{ n: 0, at: NOON + 10, type: 'opened' as const, text: 'front is down', data: { region: 'eu-west-1' } }],
};
const header = '{"killdeer":"history","v":1,"monitor":"shop","from":1,"to":2}';

/** What a wrong line is told, without the number of the line. */
function told(line: unknown, number = 2): string {
  try {
    parseLine(typeof line === 'string' ? line : JSON.stringify(line), number);
  } catch (error) {
    expect(error).toBeInstanceOf(BadHistory);
    const { message } = error as Error;
    expect(message).toMatch(new RegExp(`^line ${number}: `));
    return message.slice(`line ${number}: `.length);
  }
  throw new Error('it was taken');
}

describe('a line of a history', () => {
  test('comes back as it was written, and has no end of line within', () => {
    const lines = [
      { is: 'header', header: { monitor: 'shop', from: NOON, to: NOON + 1 } },
      { is: 'frame', frame },
      { is: 'frame', frame: { ...frame, run: 'burst', burst: { by: 'us-east-1', n: 3 }, part: 1 } },
      { is: 'label', label },
      { is: 'incident', incident },
      { is: 'incident', incident: { id: 'a', check: 'b', firstFailureAt: 1, openedAt: 2, events: [] } },
    ] as const;
    for (const [i, line] of lines.entries()) {
      const text = encodeLine(line);
      expect(text).not.toContain('\n');
      expect(parseLine(text, i + 1)).toEqual(line);
    }
  });

  test('of a frame has an outcome that there is, and milliseconds from 0 on', () => {
    const text = encodeLine({ is: 'frame', frame });
    expect(text).toContain('"p",12.5');
    for (const wrong of ['"z",12.5', '"pass",12.5', '"p",-12.5', '"p",1e300']) {
      expect(told(text.replace('"p",12.5', wrong))).toMatch(/is no result, which has an id, an outcome p, w, f or u/);
    }
  });

  test('of any frame gives, written again, the same text', () => {
    const anyFrame = fc.record({
      outcome: fc.constantFrom('pass', 'fail', 'unknown'),
      slot: fc.integer({ min: 0, max: 2e12 }),
      ended: fc.integer({ min: 0, max: 60_000 }),
      id: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(anyFrame, ({ outcome, slot, ended, id }) => {
        const some = { ...frame, slot, startedAt: slot, endedAt: slot + ended, results: [aResult(id, outcome)] };
        const text = encodeLine({ is: 'frame', frame: some });
        expect(encodeLine(parseLine(text, 2) as { is: 'frame'; frame: Frame })).toBe(text);
      }),
    );
  });

  test('of a kind that only a later release writes is passed over', () => {
    expect(parseLine('{"baseline":{"check":"front"}}', 2)).toEqual({ is: 'other' });
  });

  test('may have fields that only a later release writes', () => {
    expect(parseLine(`${header.slice(0, -1)},"more":true}`, 1)).toMatchObject({ is: 'header' });
    expect(parseLine(JSON.stringify({ label: { ...label, severity: 3 } }), 2)).toEqual({ is: 'label', label });
  });
});

describe('the first line', () => {
  test.each([
    [{ frame: {} }, /^no header; a history begins with \{"killdeer":"history","v":1,…\}$/],
    [{ killdeer: 'history', v: 2 }, /^version 2; this release reads version 1: use the release that wrote it$/],
    [{ killdeer: 'history', v: '1' }, /^version "1"; /],
    [{ killdeer: 'history' }, /^version nothing; /],
    [{ killdeer: 'history', v: 1, monitor: 'shop', from: 1 }, /^the header has no monitor \(its name\), from and to/],
    [{ killdeer: 'incident', v: 1 }, /^this is one recorded incident, no history: .*`killdeer replay`$/],
    ['{', /^this is one recorded incident, no history: .*`killdeer replay`$/],
    [{ killdeer: 'shop' }, /^this is "shop", no history: export one with `killdeer export`$/],
    [[1], /^not a JSON object: \[1\]$/],
  ])('%j is refused', (line, message) => {
    expect(told(line, 1)).toMatch(message);
  });
});

describe('a wrong line', () => {
  test.each(['nonsense', '{"frame":', '[]', '7', '"frame"', 'null'])('%s is no JSON object, which it shows', (line) => {
    expect(told(line)).toBe(`not a JSON object: ${line}`);
  });

  test.each([
    ['nothing', null],
    ['a text', 'x'],
    ['a list', []],
    ['no results', { ...frame, v: 1, results: undefined }],
    ['results of no list', { ...frame, v: 1, results: { front: 'p' } }],
    ['a result that is none', { ...frame, v: 1, results: [null] }],
    ['a result without its times', { ...frame, v: 1, results: [['front', 'p']] }],
    ['a result of no check', { ...frame, v: 1, results: [[7, 'p', 1, 1, 200, []]] }],
    ['a time that is a text', { ...frame, v: 1, results: [['front', 'p', '1', 1, 200, []]] }],
    ['a slot that is a text', { ...frame, v: 1, slot: '1', results: [] }],
    ['another sort of run', { ...frame, v: 1, run: 'sometimes', results: [] }],
    ['no region', { ...frame, v: 1, region: undefined, results: [] }],
  ])('with a frame of %s says what a frame has', (_name, wrong) => {
    expect(told({ frame: wrong })).toMatch(
      /^.{1,70} is no frame, which has v, key, region, slot, startedAt, endedAt \(milliseconds since 1970\), run and results$/,
    );
  });

  test('with a frame of a later version says so', () => {
    expect(told({ frame: { ...frame, v: 2 } })).toBe(
      'a frame of version 2; this release reads version 1: use the release that wrote it',
    );
  });

  test.each([[null], [5], [{}], [{ ...label, to: label.from }], [{ ...label, from: '1' }], [{ ...label, check: 1 }]])(
    'with the label %j says what a label has',
    (wrong) => {
      expect(told({ label: wrong })).toMatch(/ is no label, which has check, name, and from before to/);
    },
  );

  test('with a label that lasts for ever is refused too', () => {
    expect(told('{"label":{"check":"a","from":1,"to":1e999,"name":""}}')).toMatch(/is no label/);
  });

  test.each([
    [null],
    ['x'],
    [{ ...incident, id: undefined }],
    [{ ...incident, openedAt: 'noon' }],
    [{ ...incident, events: {} }],
    [{ ...incident, events: [null] }],
    [{ ...incident, events: [{ type: 'opened' }] }],
  ])('with the incident %j says what an incident has', (wrong) => {
    expect(told({ incident: wrong })).toMatch(
      / is no incident, which has id, check, firstFailureAt, openedAt .* and events/,
    );
  });

  test('is one clear sentence and never a crash, whatever it holds', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.record({ frame: fc.jsonValue() }).map((v) => JSON.stringify(v)),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 99 }), (text, number) => {
        try {
          parseLine(text, number);
        } catch (error) {
          expect(error).toBeInstanceOf(BadHistory);
          expect((error as Error).message).toMatch(new RegExp(`^line ${number}: [^]{10,300}$`));
        }
      }),
    );
  });
});
