import { type Child, canRun, pinned, startChild } from './child.ts';

/**
 * Keeps each of these cores from halting until it is stopped, by a process on each that spins whenever nobody else wants it.
 *
 * On a virtual machine, to wake a process on a core that is halted takes 0.2 to 0.27 ms inside of the caller's `connect` or
 * `write` (measured on Firecracker by a clock around the system calls: 0.26 of 0.35 ms of a tcp phase on the loopback). No
 * network charges its client for waking the server's core. The processes are over when this one is, however it ends.
 */
export function keepAwake(cores: number): { stop(): Promise<void> } {
  const last = canRun('chrt', '-i', '0', 'true') ? ['chrt', '-i', '0'] : ['nice', '-n', '19'];
  const spinning = Array.from(
    { length: cores },
    (_, core): Child => startChild('./awake-process.ts', [...last, ...pinned(core)]),
  );
  return {
    async stop() {
      await Promise.all(spinning.map((one) => one.stop()));
    },
  };
}
