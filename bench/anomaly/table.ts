import Table from 'cli-table3';

/** A table as all benches print them: no colours, numbers to the right but for the columns of `left`. */
export function tableOf(head: readonly string[], left: readonly number[]) {
  return new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (left.includes(index) ? 'left' : 'right')),
  });
}

/** A share as a whole number of percent; nothing where there was nothing to share. */
export const percent = (share: number): string => (Number.isNaN(share) ? '' : (100 * share).toFixed(0));

/** A delay in samples; a dash where it was not found. */
export const samples = (delay: number): string => (Number.isFinite(delay) ? String(delay) : '–');
