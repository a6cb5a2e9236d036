import type { StoryEvent } from '../dev/story-event.ts';

/** Remembers a story and lets the demo wait for what must happen in it. */
export type StoryLog = {
  readonly events: StoryEvent[];
  add(event: StoryEvent): void;
  /**
   * The first event, of those since `from`, that `test` accepts; waits until it comes. Throws an Error that says `what`
   * is missing when `ms` milliseconds went by.
   */
  until<Found extends StoryEvent>(
    what: string,
    ms: number,
    test: (event: StoryEvent) => event is Found,
    from?: number,
  ): Promise<Found>;
};

export function createStoryLog(): StoryLog {
  const events: StoryEvent[] = [];
  const waiting = new Set<() => void>();
  return {
    events,
    add(event) {
      events.push(event);
      for (const look of waiting) look();
    },
    until(what, ms, test, from = 0) {
      return new Promise((resolve, reject) => {
        let next = from;
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${what} did not happen within ${ms / 1_000} s`));
        }, ms);
        const look = (): void => {
          const index = events.findIndex((event, i) => i >= next && test(event));
          next = events.length;
          const found = events[index];
          if (found === undefined || !test(found)) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
  };
}

type OfType<Type extends StoryEvent['type']> = Extract<StoryEvent, { type: Type }>;

/** A test for `until`: events of a type with these values. */
export function has<Type extends StoryEvent['type']>(
  type: Type,
  values: Partial<OfType<Type>>,
): (event: StoryEvent) => event is OfType<Type> {
  return (event): event is OfType<Type> =>
    event.type === type &&
    Object.entries(values).every(([name, value]) => (event as Readonly<Record<string, unknown>>)[name] === value);
}
