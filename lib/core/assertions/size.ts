import type { AssertionOn } from '../assertion.ts';
import { cannotTell, type Judged, judged } from '../judged.ts';
import { formatSize, parseSize } from '../size.ts';

/** Holds how many bytes came against a limit. */
export function judgeSize({ is, value }: AssertionOn<'size'>, size: number | undefined): Judged {
  const limit = parseSize(value) ?? 0;
  const what = 'size';
  const expected = `${is === 'atLeast' ? 'at least' : 'at most'} ${show(limit)}`;
  if (size === undefined) return cannotTell(() => ({ what, expected, actual: 'missing' }));
  return judged(is === 'atLeast' ? size >= limit : size <= limit, () => ({ what, expected, actual: show(size) }));
}

/** With the very number where rounding hides it. */
function show(bytes: number): string {
  const text = formatSize(bytes);
  return parseSize(text) === bytes ? text : `${text} (${bytes} bytes)`;
}
