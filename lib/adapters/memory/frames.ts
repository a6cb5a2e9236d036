import type { FrameStore } from '../../app/ports.ts';
import { frameSortKey, NEWEST_AMONG } from '../../core/frame-key.ts';
import { type Frame, tellsSomething } from '../../core/result.ts';

export type MemoryFrames = FrameStore & {
  /** Every frame that was taken, in order of writing. */
  all(): readonly Frame[];
};

/** Frames in memory. `onWrite` stands for the table's stream: it gets the frame's key after each frame that was taken. */
export function memoryFrames(onWrite: (key: string) => void = () => {}): MemoryFrames {
  const frames = new Map<string, Frame>();

  function since(key: string, slot: number): Frame[] {
    const found = [...frames.values()].filter((frame) => frame.key === key && frame.slot >= slot);
    return structuredClone(found).sort((a, b) => (frameSortKey(a) < frameSortKey(b) ? -1 : 1));
  }

  return {
    async put(frame) {
      const id = `${frame.key}|${frameSortKey(frame)}`;
      if (frames.has(id)) return 'duplicate';
      frames.set(id, structuredClone(frame));
      onWrite(frame.key);
      return 'stored';
    },
    async since(key, slot) {
      return since(key, slot);
    },
    async between(key, from, to) {
      return since(key, from).filter(({ slot }) => slot < to);
    },
    async newest(key, slot, endedBy = Number.POSITIVE_INFINITY) {
      const newest = since(key, slot).slice(-NEWEST_AMONG);
      const scheduled = newest.filter(
        ({ run, endedAt, results }) => run === 'scheduled' && endedAt <= endedBy && tellsSomething(results),
      );
      return new Map(scheduled.map(({ region, slot, startedAt }) => [region, { slot, startedAt }]));
    },
    all: () => structuredClone([...frames.values()]),
  };
}
