import type { Prober } from '../lib/app/ports.ts';

/** How long a run may be quiet, and how often its line is drawn anew. */
const QUIET_MS = 2_000;
const REDRAW_MS = 250;

/**
 * The prober, with one line on `write` that says how many of `total` checks are done and which it waits for, once that
 * takes more than 2 s. `stop` takes the line away.
 */
export function withProgress(
  prober: Pick<Prober, 'probe'>,
  total: number,
  write: (text: string) => void,
): { readonly prober: Pick<Prober, 'probe'>; readonly stop: () => void } {
  const running: string[] = [];
  let [done, isDrawn] = [0, false];
  const draw = (): void => {
    isDrawn = true;
    const [first = 'the last answers', ...others] = running;
    const waiting = others.length === 0 ? first : `${first} and ${others.length} more`;
    write(`\r\x1b[K${done} of ${total} done; waiting for ${waiting}`);
  };
  let timer = setTimeout(() => {
    draw();
    timer = setInterval(draw, REDRAW_MS);
  }, QUIET_MS);
  return {
    prober: {
      async probe(check, options) {
        running.push(check.id);
        const result = await prober.probe(check, options);
        running.splice(running.indexOf(check.id), 1);
        done += 1;
        return result;
      },
    },
    stop: () => {
      clearTimeout(timer);
      if (isDrawn) write('\r\x1b[K');
    },
  };
}
