import type { NoticeTopics } from '../../app/ports.ts';
import type { Notice } from '../../core/notice.ts';

export type MemoryTopics = NoticeTopics & { readonly published: { readonly notice: Notice; readonly id: string }[] };

/** The notice topics as a list of what was published. */
export function memoryTopics(): MemoryTopics {
  const published: MemoryTopics['published'] = [];
  return {
    published,
    async publish(notice, id) {
      published.push(structuredClone({ notice, id }));
    },
  };
}
