import type { FrameStore } from '../../app/ports.ts';
import { frameSortKey, NEWEST_AMONG } from '../../core/frame-key.ts';
import { type Frame, tellsSomething } from '../../core/result.ts';
import { frozenCopy } from './frozen-copy.ts';

export type MemoryFrames = FrameStore & {
  /** Every frame that was taken, in order of writing. */
  all(): readonly Frame[];
};

type Item = { readonly sortKey: string; readonly frame: Frame };

/** Frames in memory. `onWrite` stands for the table's stream: it gets the frame's key after each frame that was taken. */
export function memoryFrames(onWrite: (key: string) => void = () => {}): MemoryFrames {
  const items = new Map<string, Item>();

  function since(key: string, slot: number): Frame[] {
    const found = [...items.values()].filter(({ frame }) => frame.key === key && frame.slot >= slot);
    return found.sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1)).map(({ frame }) => frame);
  }

  return {
    async put(frame) {
      const sortKey = frameSortKey(frame);
      const id = `${frame.key}|${sortKey}`;
      if (items.has(id)) return 'duplicate';
      items.set(id, { sortKey, frame: frozenCopy(frame) });
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
    all: () => [...items.values()].map(({ frame }) => frame),
  };
}
