/**
 * Works on all items, so many of them at a time. Throws what the first of a group threw, once all of the group are over: what
 * went on behind a failed invocation would write after it.
 */
export async function inGroups<Item, Done>(
  size: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Done>,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (let i = 0; i < items.length; i += size) {
    const outcomes = await Promise.allSettled(items.slice(i, i + size).map(work));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      done.push(outcome.value);
    }
  }
  return done;
}
