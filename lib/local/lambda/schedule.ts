import { MINUTE } from '../../core/time.ts';
import type { ScheduleDeclaration } from '../assembly/declarations.ts';
import type { VirtualClock } from '../clock.ts';
import { pause } from './pause.ts';

/**
 * Fires a schedule at each minute of the cloud's clock until it stops, after firing at the two last minutes at once: what
 * is planned a minute ahead then runs from the start. The scheduler fires anywhere within its minute; here at its start.
 */
export async function runSchedule(
  { input }: ScheduleDeclaration,
  clock: VirtualClock,
  stop: AbortSignal,
  send: (body: string) => Promise<void>,
): Promise<void> {
  const started = Math.floor(clock.now() / MINUTE) * MINUTE;
  for (let minute = started - MINUTE; ; minute += MINUTE) {
    await pause(Math.max(0, clock.realSpan(minute - clock.now())), stop);
    // Timers may be a moment early.
    while (clock.now() < minute && !stop.aborted) await pause(1, stop);
    if (stop.aborted) return;
    const at = `${new Date(minute).toISOString().slice(0, 19)}Z`;
    await send(input.replaceAll('<aws.scheduler.scheduled-time>', at));
  }
}
