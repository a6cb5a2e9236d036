/** The local cloud's clock: it runs `speed` times as fast as the machine's. All instants in milliseconds since 1970. */
export type VirtualClock = {
  readonly speed: number;
  /** What the clock showed at `realStart`. */
  readonly virtualStart: number;
  readonly realStart: number;
  now(): number;
  /** What the clock showed when the machine's showed `real`. */
  fromReal(real: number): number;
  /** How long the machine waits for a span of this clock to pass, milliseconds. */
  realSpan(virtualMs: number): number;
};

/** Starts a clock at the machine's time, or later where an earlier run had already got further (`notBefore`). */
export function startClock(speed: number, notBefore = 0): VirtualClock {
  const realStart = Date.now();
  const virtualStart = Math.max(realStart, notBefore);
  const fromReal = (real: number): number => virtualStart + (real - realStart) * speed;
  return {
    speed,
    virtualStart,
    realStart,
    now: () => Math.floor(fromReal(Date.now())),
    fromReal: (real) => Math.floor(fromReal(real)),
    realSpan: (virtualMs) => virtualMs / speed,
  };
}
