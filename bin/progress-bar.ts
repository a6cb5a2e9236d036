/** Milliseconds between two drawings of the bar. */
const REDRAW_MS = 100;
const WIDTH = 30;

/** A bar on one line of a terminal that says how much of `total` is done; nothing where nobody watches. */
export function progressBar(
  total: number,
  label: string,
  out: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
): { update(done: number): void; stop(): void } {
  let drawnAt = 0;
  return {
    update(done) {
      if (out.isTTY !== true || total === 0 || Date.now() - drawnAt < REDRAW_MS) return;
      drawnAt = Date.now();
      const share = Math.min(1, done / total);
      const full = Math.round(share * WIDTH);
      out.write(`\r\x1b[K${label} [${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${Math.floor(share * 100)} %`);
    },
    stop() {
      if (out.isTTY === true && drawnAt > 0) out.write('\r\x1b[K');
    },
  };
}
