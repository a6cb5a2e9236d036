/** Says how far a long step is, on a terminal only, in one line that is overwritten. */
export function progress(what: string, done = 0, total = 0): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[K${what}${total > 0 ? ` ${done}/${total}` : ''}`);
}

/** Takes the line away before something is printed. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
