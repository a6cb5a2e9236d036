import { reachOf } from '../core/change.ts';
import { frameKey, runKey } from '../core/frame-key.ts';
import type { HistoryLine, RecordedIncident } from '../core/history/history-line.ts';
import type { IncidentFile } from '../core/history/incident-file.ts';
import type { CheckState, Incident } from '../core/incident.ts';
import type { Frame } from '../core/result.ts';
import { shardsOf } from '../core/schedule.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { inGroups } from './in-groups.ts';
import { listIncidents } from './list-incidents.ts';
import type { Context } from './ports.ts';

type Ports = Pick<Context, 'monitor' | 'frames' | 'aggregates' | 'archive' | 'changes'>;

/** Queries at the same time. */
const TOGETHER = 10;

/** Most incidents that are over of an export. */
const MOST_INCIDENTS = 1_000;

/** Around an incident its file has frames from so long before its first failure to so long after its end. */
const BEFORE_MS = HOUR;
const AFTER_MS = 10 * MINUTE;

/** The lines of a history: what every region saw, [from, to), and which incidents opened then. An hour at a time. */
export async function* exportHistory(
  ctx: Ports,
  {
    from,
    to,
    onProgress = () => {},
  }: { readonly from: number; readonly to: number; readonly onProgress?: (at: number) => void },
): AsyncGenerator<Exclude<HistoryLine, { is: 'other' }>> {
  yield { is: 'header', header: { monitor: ctx.monitor.name, from, to } };
  const changes = await ctx.changes.since(
    from - Math.max(0, ...ctx.monitor.checks.map((one) => reachOf(one.cadenceMs))),
  );
  for (const change of changes.filter(({ at }) => at < to)) yield { is: 'change', change };
  // Before the frames: a replay performs what they asked for when it was performed.
  const incidents = await recordedIncidents(ctx);
  for (const incident of incidents.filter(({ openedAt }) => openedAt >= from && openedAt < to)) {
    yield { is: 'incident', incident };
  }
  for await (const frame of framesBetween(ctx, keysOf(ctx), from, to, onProgress)) yield { is: 'frame', frame };
}

/** One incident with the frames around it. Undefined when nobody knows it. */
export async function exportIncident(ctx: Ports, id: string, now: number): Promise<IncidentFile | undefined> {
  const incident = (await recordedIncidents(ctx)).find((one) => one.id === id);
  if (incident === undefined) return undefined;
  const { check, firstFailureAt, resolvedAt } = incident;
  const to = resolvedAt ?? now;
  const definition = ctx.monitor.checks.find((one) => one.id === check);
  const needed = [check, ...(definition?.dependsOn ?? []).map((parent) => parent.check)];
  const frames: Frame[] = [];
  const begin = firstFailureAt - BEFORE_MS;
  for await (const frame of framesBetween(ctx, keysOf(ctx, needed), begin, to + AFTER_MS)) {
    const results = frame.results.filter((result) => needed.includes(result.id));
    if (results.length > 0) frames.push({ ...frame, results });
  }
  const name = incident.events.find(({ type }) => type === 'opened')?.text ?? id;
  const label = { check, from: firstFailureAt, to: endOfTrouble(frames, incident) ?? to, name };
  return { monitor: ctx.monitor, incident, label, frames };
}

/** When the last run of it ended that did not pass: being well again takes until it is over. Undefined where none is kept. */
function endOfTrouble(frames: readonly Frame[], { check, firstFailureAt, resolvedAt }: RecordedIncident) {
  return frames.findLast(
    ({ endedAt, results }) =>
      endedAt > firstFailureAt &&
      endedAt <= (resolvedAt ?? endedAt) &&
      results.some(({ id, outcome }) => id === check && (outcome === 'fail' || outcome === 'warn')),
  )?.endedAt;
}

/** The incidents that are open and the newest that are over, by when they opened. What came late since is told of the newest. */
async function recordedIncidents(ctx: Ports): Promise<readonly RecordedIncident[]> {
  const { open, over } = await listIncidents(ctx, { limit: MOST_INCIDENTS });
  const recorded: RecordedIncident[] = [];
  for (const { check, incident } of open) recorded.push(await recordedOf(ctx, check, incident));
  await inGroups(TOGETHER, over, async ({ id, check, firstFailureAt, openedAt, resolvedAt, late }) => {
    const { events } = await ctx.archive.read(id);
    recorded.push({ id, check, firstFailureAt, openedAt, resolvedAt, events, ...(late && { late }) });
  });
  recorded.sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
  const newest = new Map(recorded.map((one) => [one.check, one]));
  await inGroups(TOGETHER, [...newest.values()], async (one) => {
    const { late } = (await ctx.aggregates.load<CheckState>(`CHECK#${one.check}`))?.state ?? {};
    if (late !== undefined) newest.set(one.check, { ...one, late: [...(one.late ?? []), ...late] });
  });
  return recorded.map((one) => (newest.get(one.check)?.id === one.id ? (newest.get(one.check) ?? one) : one));
}

/** What left the aggregate of an open incident is in the archive, or still owed to it. */
async function recordedOf(ctx: Ports, check: string, incident: Incident): Promise<RecordedIncident> {
  const { id, firstFailureAt, openedAt } = incident;
  const archived = await ctx.archive.read(id);
  const stored = await ctx.aggregates.load<CheckState>(`CHECK#${check}`);
  const owed = (stored?.state.owed ?? []).flatMap(({ effect }) =>
    effect.type === 'archive' && effect.incident === id ? effect.events : [],
  );
  const all = new Map([...archived.events, ...owed, ...incident.events].map((event) => [event.n, event]));
  return { id, check, firstFailureAt, openedAt, events: [...all.values()].sort((a, b) => a.n - b.n) };
}

function keysOf({ monitor }: Ports, checks?: readonly string[]): readonly string[] {
  const isWanted = (id: string): boolean => checks === undefined || checks.includes(id);
  const shards = shardsOf(monitor).filter((shard) => shard.checks.some(({ id }) => isWanted(id)));
  return [
    ...shards.map(({ id }) => frameKey(id)),
    ...monitor.checks.filter(({ id }) => isWanted(id)).map(({ id }) => runKey(id)),
  ];
}

/** In order of `endedAt`. A frame belongs to the hour of its slot and may end in the next one. */
async function* framesBetween(
  { frames }: Ports,
  keys: readonly string[],
  from: number,
  to: number,
  onProgress: (at: number) => void = () => {},
): AsyncGenerator<Frame> {
  const waiting: Frame[] = [];
  for (let hour = from; hour < to; hour += HOUR) {
    const end = Math.min(hour + HOUR, to);
    await inGroups(TOGETHER, keys, async (key) => void waiting.push(...(await frames.between(key, hour, end))));
    waiting.sort(byEnd);
    const count = end === to ? waiting.length : waiting.findIndex(({ endedAt }) => endedAt >= end);
    yield* waiting.splice(0, count < 0 ? waiting.length : count);
    onProgress(end);
  }
}

/** A tie is broken by what names a frame, so that two exports of the same are the same. */
function byEnd(a: Frame, b: Frame): number {
  return a.endedAt - b.endedAt || compare(a.key, b.key) || compare(a.region, b.region) || (a.part ?? 0) - (b.part ?? 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
