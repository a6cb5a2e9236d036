import type { CheckState, Incident } from '../core/incident.ts';
import type { IncidentSummary } from '../core/incident-event.ts';
import type { Context } from './ports.ts';

/** An incident that is not over, with what its check says now. */
export type OpenIncident = {
  readonly check: string;
  readonly verdict: CheckState['verdict'];
  readonly incident: Incident;
};

/** Everything that is open, and the newest `limit` that are over (default 20). */
export async function listIncidents(
  ctx: Pick<Context, 'aggregates' | 'archive'>,
  { limit = 20 }: { limit?: number } = {},
): Promise<{ open: readonly OpenIncident[]; over: readonly IncidentSummary[] }> {
  const keys = (await ctx.aggregates.listOpen()).map(({ key }) => key).filter((key) => key.startsWith('CHECK#'));
  const states = await Promise.all(keys.map((key) => ctx.aggregates.load<CheckState>(key)));
  const open = states.flatMap((stored): OpenIncident[] => {
    const { check, verdict, incident } = stored?.state ?? {};
    return check === undefined || verdict === undefined || incident === undefined ? [] : [{ check, verdict, incident }];
  });
  return { open, over: await ctx.archive.list(limit) };
}
