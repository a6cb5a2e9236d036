/** A signal to a whole process group comes again through the launcher; one that comes later than this means "now". */
const AGAIN_MS = 1_000;

const LOOK_MS = 500;

/**
 * Aborts when nobody wants the program any more: Ctrl-C, SIGTERM, a closed terminal, nobody left who reads its output, or
 * the process that started it gone. A second Ctrl-C ends it at once.
 */
export function askedToEnd(): AbortSignal {
  const asked = new AbortController();
  const ask = (): void => asked.abort();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      if (performance.now() - first > AGAIN_MS) process.exit(1);
      ask();
    });
  }
  process.stdout.on('error', ask);
  const parent = process.ppid;
  const look = setInterval(() => process.ppid !== parent && ask(), LOOK_MS).unref();
  asked.signal.addEventListener('abort', () => clearInterval(look), { once: true });
  return asked.signal;
}
