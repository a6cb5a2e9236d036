import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowByRow, rowsOf } from '../../../../lib/adapters/history/csv-rows.ts';

const value = fc.constantFrom('', '1', '12', 'eu-west-1', 'ap-southeast-2', 'pass', 'passed', ' ', 'ü', '"a"');
const row = fc.array(value, { minLength: 1, maxLength: 6 }).map((values) => values.join(','));
const piece = fc
  .tuple(fc.array(row, { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([rows, end, isEnded]) => rows.join(end) + (isEnded ? end : ''));

it('row by row a text has the rows that it has as a whole, whatever was read before', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      const eachRow = rowByRow();
      for (const text of pieces) {
        const found: (readonly [number, readonly string[]])[] = [];
        eachRow(text, 7, (values, line) => found.push([line, [...values]]));
        const whole = rowsOf(text, 7).map((values, i) => [7 + i, values]);
        // The end of the last line begins no row.
        const last = found.length < whole.length && /[\n\r]$/.test(text) ? whole.pop() : undefined;
        expect(last?.[1] ?? ['']).toEqual(['']);
        expect(found).toEqual(whole);
      }
    }),
  );
});
