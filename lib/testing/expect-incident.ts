import { readIncident } from '../adapters/history/read-incident.ts';
import { compileMonitor } from '../core/compile.ts';
import { BadHistory } from '../core/history/bad-history.ts';
import type { IncidentFile } from '../core/history/incident-file.ts';
import type { Monitor, MonitorDefinition } from '../core/monitor.ts';
import { isOfAnomaly } from '../core/replay/agreement.ts';
import { incidentsOf, type ReplayedIncident } from '../core/replay/incidents.ts';
import { replayFile, runsOfIncident } from '../core/replay/replay-file.ts';
import { type Duration, durationMs, formatInstant, formatSpan } from '../core/time.ts';
import { formatProblems } from '../core/validation/problem.ts';
import { validateMonitor } from '../core/validation/validate-monitor.ts';

const BLIND =
  'no incident opened, but it was an anomaly, and one incident has no runs from which a detector could know what is usual; back-test a history of some days';

/** What may be expected of a recorded incident. Each throws an Error that says what happened instead. */
export type ExpectedIncident = {
  /** An incident opens within so long of the beginning of the trouble. */
  toOpenWithin(limit: Duration): void;
  /** The switch of the check is off within so long. */
  toContainWithin(limit: Duration): void;
  /** The incident is over within so long of the end of the trouble. */
  toResolveWithin(limit: Duration): void;
  /** Somebody is woken so often. */
  toPage(times: number): void;
  /** Nobody is told at all. */
  toStayQuiet(): void;
};

/**
 * A recorded incident as a test: `expectIncident('incidents/checkout.json', monitor).toOpenWithin('30s')`, under vitest or any
 * other runner. `monitor`: the definition of now, whose rules decide; default: the rules that were recorded with the incident.
 * Counted from the incident's label. Throws when the file cannot be read, or the definition is not valid.
 */
export function expectIncident(file: string | URL, monitor?: MonitorDefinition): ExpectedIncident {
  const recorded = read(file);
  const { label } = recorded;
  const rules = monitor === undefined ? recorded.monitor : compiled(monitor);
  // Of nothing one may expect quiet in vain.
  if (runsOfIncident(recorded, rules) === 0) throw new Error(`${file}: ${nothingOf(recorded.incident.check, rules)}`);
  const { decisions } = replayFile(recorded, rules);
  const incidents = incidentsOf(decisions).filter(({ endedAt = Number.POSITIVE_INFINITY }) => endedAt >= label.from);
  const [first] = incidents;
  const isBlind = isOfAnomaly(recorded.incident);
  const told = incidents.length > 0 ? incidents.map(describe).join('; ') : isBlind ? BLIND : 'no incident opened';

  function within(limit: Duration, what: string, at: number | undefined, from: number): void {
    const most = durationMs(limit);
    const took = at === undefined ? undefined : at - from;
    if (took !== undefined && took <= most) return;
    const how = took === undefined ? 'it did not' : `it took ${formatSpan(took)}`;
    throw new Error(`"${label.name}" (${label.check}) was to ${what} within ${limit}; ${how}: ${told}`);
  }

  return {
    toOpenWithin: (limit) => within(limit, 'open', first?.openedAt, label.from),
    toContainWithin: (limit) => within(limit, 'be contained', first?.trippedAt, label.from),
    toResolveWithin: (limit) => within(limit, 'be over', incidents.at(-1)?.endedAt, label.to),
    toPage(times) {
      const pages = incidents.filter(({ pagedAt }) => pagedAt !== undefined).length;
      if (pages !== times) throw new Error(`"${label.name}" was to page ${times} times, and paged ${pages}: ${told}`);
    },
    toStayQuiet() {
      const loud = incidents.filter(({ isTold }) => isTold);
      if (loud.length === 0 && isBlind) throw new Error(`"${label.name}" cannot be said to stay quiet: ${BLIND}`);
      if (loud.length > 0) throw new Error(`"${label.name}" was to stay quiet: ${loud.map(describe).join('; ')}`);
    },
  };
}

function read(file: string | URL): IncidentFile {
  try {
    return readIncident(file);
  } catch (error) {
    // A test names no file when it fails.
    if (error instanceof BadHistory) throw new Error(`${file}, ${error.message}`);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${file}: there is no such file; it is looked for from ${process.cwd()}`, { cause: error });
  }
}

function nothingOf(check: string, { checks }: Monitor): string {
  const ids = checks.map(({ id }) => id).join(', ');
  return checks.some(({ id }) => id === check)
    ? `no recorded run of ${check} is from a region in which the definition runs it`
    : `the definition has no check ${check}, which the incident is about; it has ${ids}`;
}

function compiled(definition: MonitorDefinition): Monitor {
  const problems = validateMonitor(definition);
  if (problems.length > 0) throw new Error(`the definition is not valid: ${formatProblems(problems)}`);
  return compileMonitor(definition);
}

function describe({ what, openedAt, endedAt }: ReplayedIncident): string {
  const end = endedAt === undefined ? 'and did not end' : `and ended at ${formatInstant(endedAt)}`;
  return `${what}, opened at ${formatInstant(openedAt)} ${end}`;
}
