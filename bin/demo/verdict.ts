import type { StoryEvent } from '../dev/story-event.ts';
import type { Mark, Played } from './play.ts';

/** From the first failing probe to the switch seen by the shop's reader. */
const CONTAINED_WITHIN_MS = 10_000;

/** What the demo must show beside its timeline. Returns the reasons why it did not, none when it did. */
export function judgeDemo(played: Pick<Played, 'events' | 'marks'>, isChaos: boolean): readonly string[] {
  return [
    ...exactlyOne(played.events, 'trigger', isChaos),
    ...exactlyOne(played.events, 'resolve', isChaos),
    ...(isChaos ? enoughKills(played.events) : quickEnough(played.marks)),
  ];
}

/** Notices are told apart by effect id: under chaos the same one may be sent twice. */
function exactlyOne(events: readonly StoryEvent[], kind: string, mayRepeat: boolean): readonly string[] {
  const ids = events.flatMap((event) => (event.type === 'notice' && event.kind === kind ? [event.id] : []));
  const different = new Set(ids).size;
  if (different !== 1) return [`${different} different ${kind} notices were sent; it must be exactly one`];
  return ids.length > 1 && !mayRepeat ? [`the ${kind} notice was sent ${ids.length} times`] : [];
}

function quickEnough(marks: readonly Mark[]): readonly string[] {
  const first = marks.find(({ what }) => what.startsWith('first failing probe'));
  const seen = marks.find(({ what }) => what.includes('reader sees'));
  if (first === undefined || seen === undefined) return ['the timeline has no first failure or no tripped switch'];
  const took = seen.at - first.at;
  return took < CONTAINED_WITHIN_MS
    ? []
    : [`it took ${took} ms from the first failing probe to the reader's switch; the limit is ${CONTAINED_WITHIN_MS}`];
}

const FEWEST_KILLS = 5;

function enoughKills(events: readonly StoryEvent[]): readonly string[] {
  const kills = events.filter(({ type }) => type === 'kill').length;
  return kills >= FEWEST_KILLS ? [] : [`chaos killed ${kills} handlers; at least ${FEWEST_KILLS} are wanted`];
}
