/** Process death: nothing of the invocation runs on, whatever catches it. */
export class Crash extends Error {}

/** Where a run dies: at the k-th port call of all, before it or after it took effect. */
export type CrashPoint = { readonly call: number; readonly when: 'before' | 'after' };

/** Counts the port calls of a whole run and kills one invocation at one of them. */
export class Calls {
  count = 0;
  killed: string | undefined;
  readonly point: CrashPoint | undefined;

  constructor(point?: CrashPoint) {
    this.point = point;
  }

  /** The ports as one invocation sees them: after its crash, every further call fails too. */
  guard<Ports extends Record<string, unknown>>(ports: Ports, who: string): Ports {
    const life = { dead: false };
    const wrapped = Object.entries(ports).map(
      ([name, port]) => [name, this.#wrap(port, `${who}: ${name}`, life)] as const,
    );
    return Object.fromEntries(wrapped) as Ports;
  }

  #wrap(port: unknown, label: string, life: { dead: boolean }): unknown {
    if (typeof port !== 'object' || port === null) return port;
    const calls = this;
    return new Proxy(port, {
      get(target, property) {
        const value = Reflect.get(target, property) as unknown;
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          if (life.dead) throw new Crash(label);
          calls.count += 1;
          const isPoint = calls.point?.call === calls.count;
          if (isPoint && calls.point?.when === 'before') calls.#kill(life, label, property);
          const result: unknown = await (value as (...a: unknown[]) => unknown).apply(target, args);
          if (isPoint) calls.#kill(life, label, property);
          if (life.dead) throw new Crash(label);
          return result;
        };
      },
    });
  }

  #kill(life: { dead: boolean }, label: string, property: string | symbol): never {
    life.dead = true;
    this.killed = `${this.point?.when} ${label}.${String(property)}`;
    throw new Crash(this.killed);
  }
}
