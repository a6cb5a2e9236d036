import { MONITOR_CHECK } from '../check-policy.ts';
import type { Label } from '../history/label.ts';
import type { Monitor } from '../monitor.ts';
import { latenessMs } from '../schedule.ts';
import { sloCheck } from '../slo/judge-slo.ts';
import { DAY, MINUTE } from '../time.ts';
import type { Decisions } from './decision.ts';
import { incidentsOf, type ReplayedIncident } from './incidents.ts';

/** The days of a month, for what is counted by the month. */
const MONTH_DAYS = 30;

/** A labelled incident and who was woken of it, or told. `delayMs` is absent where nobody was. */
export type LabelReport = Label & {
  readonly found: 'paged' | 'warned' | 'missed';
  readonly delayMs?: number;
  readonly incident?: string;
};

/** What a definition would have done over a history. */
export type BacktestReport = {
  readonly from: number;
  readonly to: number;
  readonly days: number;
  readonly runs: number;
  /** Runs of checks or regions that the definition does not have, and which they are, the most frequent first. */
  readonly ignored: number;
  readonly strangers: Decisions['strangers'];
  /** Runs that were there already, or came too late to count. */
  readonly spare: number;
  /** Checks of the definition of which the history has no run: nothing is known of them. */
  readonly silent: Decisions['silent'];
  /** Checks that were recorded at another cadence than they are defined with: their rules were held against other times. */
  readonly offbeat: Decisions['offbeat'];
  readonly pages: number;
  readonly pagesPerMonth: number;
  /** Incidents of which somebody was told and nobody woken. */
  readonly warnings: number;
  /** Pages about the monitor itself; among `pages`. */
  readonly monitorPages: number;
  readonly byCheck: readonly { readonly check: string; readonly pages: number; readonly warnings: number }[];
  readonly labels: readonly LabelReport[];
  /** Labels of times that the history does not have: nothing is known of them. */
  readonly labelsOutside: number;
  readonly missed: number;
  /** Pages at times for which there is no label; undefined where the history has no labels to tell by. */
  readonly false?: readonly ReplayedIncident[];
  readonly detection?: { readonly medianMs: number; readonly worstMs: number };
  /** Switches that were tripped, and trips that mode shadow or suggest held back. */
  readonly trips: number;
  readonly wouldTrip: number;
  readonly minutesContained: number;
  readonly vetoes: readonly { readonly reason: string; readonly times: number }[];
  readonly incidents: readonly ReplayedIncident[];
};

/** Counts what a replay decided, against labels where there are any. */
export function reportOf(monitor: Monitor, decisions: Decisions, labels: readonly Label[]): BacktestReport {
  const { from, to, runs, ignored, strangers, spare, silent, offbeat, events, contained } = decisions;
  const incidents = incidentsOf(decisions);
  const paged = incidents.filter(({ pagedAt }) => pagedAt !== undefined);
  const days = Math.max((to - from) / DAY, 0);
  const within = labels.filter((label) => label.from <= to && label.to > from);
  const judged = within.map((label) => judgeLabel(monitor, label, incidents));
  const delays = judged.flatMap(({ delayMs }) => delayMs ?? []).sort((a, b) => a - b);
  const isLabelled = (incident: ReplayedIncident): boolean =>
    incident.check === MONITOR_CHECK || labels.some((label) => isAbout(monitor, label, incident));
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  const open = (end: number | undefined): number => end ?? to;
  return {
    from,
    to,
    days,
    runs,
    ignored,
    strangers,
    spare,
    silent,
    offbeat,
    pages: paged.length,
    pagesPerMonth: days === 0 ? paged.length : (paged.length / days) * MONTH_DAYS,
    warnings: incidents.filter(({ pagedAt, isTold }) => pagedAt === undefined && isTold).length,
    monitorPages: paged.filter(({ check }) => check === MONITOR_CHECK).length,
    byCheck: byCheck(incidents),
    labels: judged,
    labelsOutside: labels.length - within.length,
    missed: judged.filter(({ found }) => found === 'missed').length,
    ...(labels.length > 0 && { false: paged.filter((incident) => !isLabelled(incident)) }),
    ...(delays.length > 0 && { detection: { medianMs: middle(delays), worstMs: delays.at(-1) ?? 0 } }),
    trips: count('tripped'),
    wouldTrip: count('would-trip') + count('trip-suggested'),
    minutesContained: contained.reduce((sum, { from: begin, to: end }) => sum + (open(end) - begin) / MINUTE, 0),
    vetoes: vetoesOf(decisions),
    incidents,
  };
}

/** By an incident of the check, of an SLO that counts it, or of what it depends on: who is told of the parent need not hear of the child. */
function judgeLabel(monitor: Monitor, label: Label, incidents: readonly ReplayedIncident[]): LabelReport {
  const about = incidents.filter((incident) => isAbout(monitor, label, incident));
  const latest = latestFor(monitor, label);
  const paged = about
    .filter(({ pagedAt = Number.POSITIVE_INFINITY }) => pagedAt <= latest)
    .sort((a, b) => (a.pagedAt ?? 0) - (b.pagedAt ?? 0))[0];
  if (paged?.pagedAt !== undefined) {
    return { ...label, found: 'paged', delayMs: Math.max(0, paged.pagedAt - label.from), incident: paged.id };
  }
  const warned = about.find(({ isTold }) => isTold);
  if (warned === undefined) return { ...label, found: 'missed' };
  return { ...label, found: 'warned', delayMs: Math.max(0, warned.openedAt - label.from), incident: warned.id };
}

/** It was open while the fault lasted, or as long after its end as its last results may be late. */
function isAbout(monitor: Monitor, label: Label, { check, openedAt, endedAt }: ReplayedIncident): boolean {
  if (!tellersOf(monitor, label.check).includes(check)) return false;
  return openedAt <= latestFor(monitor, label) && (endedAt ?? Number.POSITIVE_INFINITY) >= label.from;
}

/** The last instant at which somebody may be told of a fault: as long after its end as its last results may be late. */
function latestFor(monitor: Monitor, { check, to }: Label): number {
  return to + latenessMs(monitor.checks.find(({ id }) => id === check)?.cadenceMs ?? MINUTE);
}

function tellersOf(monitor: Monitor, id: string): readonly string[] {
  const slos = (monitor.slos ?? []).filter(({ checks }) => checks.includes(id));
  return [...withParents(monitor, id), ...slos.map(sloCheck)];
}

function withParents(monitor: Monitor, id: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(id)) return seen;
  const parents = monitor.checks.find((check) => check.id === id)?.dependsOn ?? [];
  return parents.reduce<readonly string[]>((all, { check }) => withParents(monitor, check, all), [...seen, id]);
}

function byCheck(incidents: readonly ReplayedIncident[]): BacktestReport['byCheck'] {
  const sums = new Map<string, { check: string; pages: number; warnings: number }>();
  for (const { check, pagedAt, isTold } of incidents) {
    const sum = sums.get(check) ?? { check, pages: 0, warnings: 0 };
    sums.set(check, sum);
    if (pagedAt !== undefined) sum.pages += 1;
    else if (isTold) sum.warnings += 1;
  }
  return [...sums.values()].sort(
    (a, b) => b.pages - a.pages || b.warnings - a.warnings || (a.check < b.check ? -1 : 1),
  );
}

function vetoesOf({ events }: Decisions): BacktestReport['vetoes'] {
  const times = new Map<string, number>();
  for (const { type, text } of events) {
    if (type !== 'trip-vetoed') continue;
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  return [...times].map(([reason, count]) => ({ reason, times: count })).sort((a, b) => b.times - a.times);
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}
