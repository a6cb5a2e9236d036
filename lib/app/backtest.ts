import type { RecordedIncident } from '../core/history/history-line.ts';
import type { HistoryPart } from '../core/history/history-part.ts';
import type { Label } from '../core/history/label.ts';
import type { Monitor } from '../core/monitor.ts';
import { type Agreement, agreementOf } from '../core/replay/agreement.ts';
import { type Difference, differenceOf } from '../core/replay/difference.ts';
import { startReplay } from '../core/replay/replay.ts';
import { type BacktestReport, reportOf } from '../core/replay/report.ts';

/** What a definition, and perhaps another one beside it, would have done over a history. */
export type Backtest = {
  readonly report: BacktestReport;
  /** Whether the definition decides now what was decided then; absent where the history has no incidents. */
  readonly agreement?: Agreement;
  readonly against?: { readonly report: BacktestReport; readonly difference: Difference };
};

/**
 * Runs a history once through the decision core of one or two definitions. `labels`: known faults beside those of the history
 * itself. Throws what the history throws.
 */
export async function backtest(
  { monitor, against }: { readonly monitor: Monitor; readonly against?: Monitor },
  history: AsyncIterable<HistoryPart> | Iterable<HistoryPart>,
  labels: readonly Label[] = [],
): Promise<Backtest> {
  const first = startReplay(monitor);
  const second = against === undefined ? undefined : startReplay(against);
  const replays = second === undefined ? [first] : [first, second];
  const known = [...labels];
  const recorded: RecordedIncident[] = [];
  for await (const part of history) {
    if (part.is === 'label') known.push(part.label);
    if (part.is === 'change') for (const replay of replays) replay.note(part.change);
    if (part.is === 'incident') {
      recorded.push(part.incident);
      for (const replay of replays) replay.follow(part.incident);
    }
    if (part.is === 'frame') for (const replay of replays) replay.take(part.frame);
    if (part.is !== 'runs') continue;
    for (const replay of replays)
      for (const { check, region, entry } of part.runs) replay.observe(check, region, entry);
  }
  const decisions = first.end();
  const report = reportOf(monitor, decisions, known);
  const agreement = recorded.length > 0 ? { agreement: agreementOf(recorded, decisions.events, monitor.checks) } : {};
  if (second === undefined || against === undefined) return { report, ...agreement };
  const other = reportOf(against, second.end(), known);
  return {
    report,
    ...agreement,
    against: { report: other, difference: differenceOf(report.incidents, other.incidents) },
  };
}
