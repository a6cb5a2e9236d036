import { encodeResults } from '../../core/frame-codec.ts';
import { frameSortKey } from '../../core/frame-key.ts';
import type { Frame } from '../../core/result.ts';
import { DAY, SECOND } from '../../core/time.ts';

/** How long a frame stays in the table after its slot. */
const FRAME_LIFE_MS = 2 * DAY;

/** A frame as an item of the results table. */
export function frameItem(frame: Frame): Record<string, { S: string } | { N: string }> {
  return {
    pk: { S: frame.key },
    sk: { S: frameSortKey(frame) },
    t: { S: frame.run === 'scheduled' ? 'frame' : 'burst' },
    run: { S: frame.run },
    startedAt: { N: String(frame.startedAt) },
    endedAt: { N: String(frame.endedAt) },
    results: { S: encodeResults(frame.results) },
    ttl: { N: String(Math.floor((frame.slot + FRAME_LIFE_MS) / SECOND)) },
  };
}
