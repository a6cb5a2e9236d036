/**
 * Runs what may run code that somebody else wrote: what that prints goes to stderr, for stdout is for what the command
 * says, and where it calls `process.exit`, it gets this error instead. One at a time.
 */
export async function asGuest<T>(run: () => Promise<T>, onExit: () => Error): Promise<T> {
  const { exit, stdout } = process;
  const { write } = stdout;
  stdout.write = process.stderr.write.bind(process.stderr);
  process.exit = () => {
    throw onExit();
  };
  try {
    return await run();
  } finally {
    process.exit = exit;
    stdout.write = write;
  }
}
