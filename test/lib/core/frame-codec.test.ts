import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PHASES } from '../../../lib/core/assertion.ts';
import { FAILURE_KINDS } from '../../../lib/core/failure.ts';
import { DETAIL_BYTES, decodeFrame, decodeResults, encodeFrame, encodeResults } from '../../../lib/core/frame-codec.ts';
import type { Frame, Result } from '../../../lib/core/result.ts';

const ms = fc.integer({ min: 0, max: 30_000_000 }).map((micros) => micros / 1_000);
const failure = (texts: fc.Arbitrary<string>) =>
  fc.record(
    { kind: fc.constantFrom(...FAILURE_KINDS), message: texts, expected: texts, actual: texts },
    { requiredKeys: ['kind', 'message'] },
  );

const step = (texts: fc.Arbitrary<string>) =>
  fc.record({ name: texts, ms, outcome: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const) });

function result(texts: fc.Arbitrary<string>): fc.Arbitrary<Result> {
  const phases = fc.record({ dns: ms, tcp: ms, tls: ms, firstByte: ms, transfer: ms }, { requiredKeys: [] });
  return fc.record(
    {
      id: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      outcome: fc.constantFrom('warn' as const, 'fail' as const, 'unknown' as const),
      total: ms,
      phases,
      attempts: fc.constantFrom(1, 2),
      status: fc.integer({ min: 100, max: 599 }),
      failure: failure(texts),
      first: failure(texts),
      address: fc.ipV6(),
      steps: fc.array(step(texts), { minLength: 1, maxLength: 5 }),
      trace: fc.stringMatching(/^[0-9a-f]{32}$/),
    },
    { requiredKeys: ['id', 'outcome', 'total', 'phases', 'attempts'] },
  );
}

const short = fc.string({ maxLength: 12, unit: 'grapheme-ascii' });
const frame: fc.Arbitrary<Frame> = fc.record(
  {
    key: fc.constantFrom('FRAME#10s.abc.0of1', 'BURST#home'),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    slot: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    run: fc.constantFrom('scheduled' as const, 'burst' as const, 'watch' as const),
    burst: fc.record({ n: fc.nat(9), by: fc.constantFrom('eu-west-1', 'home') }),
    part: fc.nat(1),
    startedAt: fc.nat(),
    endedAt: fc.nat(),
    results: fc.array(result(short), { maxLength: 5 }),
  },
  { requiredKeys: ['key', 'region', 'slot', 'run', 'startedAt', 'endedAt', 'results'] },
);

describe('a frame as text', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(frame, (one) => {
        expect(decodeFrame(encodeFrame(one))).toEqual(one);
      }),
    );
  });

  test('of any texts: once stored it comes back as stored, and no detail is over its limit', () => {
    const texts = fc.string({ maxLength: 4_000, unit: 'binary' });
    fc.assert(
      fc.property(fc.array(result(texts), { maxLength: 3 }), (results) => {
        const stored = encodeResults(results);
        expect(encodeResults(decodeResults(stored))).toBe(stored);
        for (const packed of JSON.parse(stored)) {
          expect(Buffer.byteLength(JSON.stringify(packed[6] ?? {}))).toBeLessThanOrEqual(DETAIL_BYTES);
        }
      }),
    );
  });

  test('of another version is refused by its number', () => {
    expect(() => decodeFrame('{"v":2,"results":[]}')).toThrow('version 2; this release reads version 1');
  });
});

describe('a stored result', () => {
  const pass: Result = {
    id: 'home',
    outcome: 'pass',
    total: 12.34567,
    phases: { dns: 1.00049, tcp: 2, firstByte: 9, transfer: 0 },
    attempts: 1,
    status: 200,
    address: '127.0.0.1',
    trace: '0'.repeat(32),
  };

  test('that passed at once keeps its numbers, to the microsecond, and nothing else', () => {
    const [stored] = decodeResults(encodeResults([pass]));
    const phases = { dns: 1, tcp: 2, firstByte: 9, transfer: 0 };
    expect(stored).toStrictEqual({ id: 'home', outcome: 'pass', total: 12.346, phases, attempts: 1, status: 200 });
    expect(Object.keys(phases).every((phase) => (PHASES as readonly string[]).includes(phase))).toBe(true);
  });

  test('that passed at the second attempt keeps why the first one failed', () => {
    const first = { kind: 'connect', message: 'refused' } as const;
    const [stored] = decodeResults(encodeResults([{ ...pass, attempts: 2, first }]));
    expect(stored).toMatchObject({ outcome: 'pass', attempts: 2, first, address: '127.0.0.1' });
  });

  test('with a long message is shortened, and says so', () => {
    const long: Result = { ...pass, outcome: 'fail', failure: { kind: 'assertion', message: 'x'.repeat(5_000) } };
    const [stored] = decodeResults(encodeResults([long]));
    expect(stored?.failure?.message).toMatch(/^x{300,}…$/);
  });

  test('of a flow keeps five steps in their order: what did not pass, then the slowest; of a pass none', () => {
    const step = (name: string, ms: number, outcome: 'pass' | 'warn' | 'fail' = 'pass') => ({ name, ms, outcome });
    const steps = [
      step('a', 1),
      step('b', 9),
      step('c', 1, 'warn'),
      step('d', 5),
      step('e', 7),
      step('f', 2),
      step('g', 1, 'fail'),
    ];
    const failed: Result = { ...pass, outcome: 'fail', steps: [...steps, step('x'.repeat(99), 100)] };
    const kept = decodeResults(encodeResults([failed]))[0]?.steps;
    expect(kept?.map(({ name }) => name)).toEqual(['b', 'c', 'e', 'g', `${'x'.repeat(39)}…`]);
    expect(kept?.[1]).toEqual({ name: 'c', ms: 1, outcome: 'warn' });
    expect(decodeResults(encodeResults([{ ...pass, steps }]))[0]).not.toHaveProperty('steps');
  });

  test('keeps how late the prober was, with detail and without', () => {
    const failed: Result = { ...pass, outcome: 'fail', failure: { kind: 'dns', message: 'gone' }, lag: 12.5 };
    const [passed, other, none] = decodeResults(encodeResults([{ ...pass, lag: 7.1234 }, failed, pass]));
    expect(passed).toMatchObject({ outcome: 'pass', lag: 7.123 });
    expect(other).toMatchObject({ failure: { kind: 'dns' }, lag: 12.5 });
    expect(none).not.toHaveProperty('lag');
  });

  test('ignores what a later release adds at its end', () => {
    const [packed] = JSON.parse(encodeResults([pass]));
    expect(decodeResults(JSON.stringify([[...packed, {}, 'new']]))).toMatchObject([{ id: 'home', outcome: 'pass' }]);
  });
});
