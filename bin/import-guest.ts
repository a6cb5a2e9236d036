import { setImmediate } from 'node:timers/promises';
import { asGuest } from './as-guest.ts';

/** A module that does not let itself be imported. `fix`: what to change in it. */
export class GuestError extends Error {
  override readonly name = 'GuestError';
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Imports a module that somebody else wrote: what it prints while it loads goes to stderr, it does not end this process,
 * and one that waits for what never comes is given up. Throws a GuestError for these two, else what it throws.
 */
export async function importGuest(url: string): Promise<{ readonly default?: unknown }> {
  let giveUp = (): void => {};
  const idle = new Promise<never>((_, reject) => {
    const fix = 'look for a top-level await of what nobody settles';
    giveUp = () => reject(new GuestError('the file waits for something that never comes', fix));
  });
  process.once('beforeExit', giveUp);
  const load = async () => {
    const module = await Promise.race([import(url), idle]);
    // A rejection that nobody handles is told only now.
    await setImmediate();
    return module;
  };
  const exits = 'the file calls process.exit while it loads';
  try {
    return await asGuest(load, () => new GuestError(exits, 'throw an error that says what is wrong'));
  } finally {
    process.off('beforeExit', giveUp);
  }
}
