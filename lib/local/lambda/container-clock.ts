import type { ContainerSetup } from './container-protocol.ts';

/**
 * Puts the cloud's clock behind `Date` in this thread. `performance.now`, timers and timeouts stay real: a probe's
 * phases and a Lambda's timeout are the machine's own time at any speed.
 */
export function scaleDate({ speed, virtualStart, realStart }: ContainerSetup['clock']): void {
  const RealDate = Date;
  const now = (): number => Math.floor(virtualStart + (RealDate.now() - realStart) * speed);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
}
