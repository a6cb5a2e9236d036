import { advanceCheck, isCalm } from '../advance-check.ts';
import { isAsked } from '../calendar/freshness.ts';
import type { Change } from '../change.ts';
import { MONITOR_CHECK } from '../check-policy.ts';
import { checkDeadlines } from '../deadlines.ts';
import { decideCheck } from '../decide-check.ts';
import { type ParentState, parentStateOf } from '../dependency.ts';
import { isUpstream } from '../held.ts';
import type { RecordedIncident } from '../history/history-line.ts';
import type { CheckState } from '../incident.ts';
import { judge } from '../judge.ts';
import type { Monitor } from '../monitor.ts';
import type { Frame } from '../result.ts';
import { type Entry, entryOf } from '../series.ts';
import { decideSlo } from '../slo/decide-slo.ts';
import { sloCheck } from '../slo/judge-slo.ts';
import { MINUTE } from '../time.ts';
import type { Verdict } from '../verdict.ts';
import { answersDue, carryOut, type Services } from './carry-out.ts';
import { type Decision, type Decisions, eventsAfter, type Told, type VerdictChange } from './decision.ts';
import { startHeard } from './heard.ts';
import { acceptExplained, book, inOrder, isQuiet, needsJudging } from './judging.ts';
import { type CheckLane, foldInto, type Lane, seriesOf, startCheckLane, startLane } from './lane.ts';
import { startPerformances } from './performances.ts';
import { startSeenOrder } from './seen-order.ts';
import { startWatch } from './watch.ts';

/** How long a person who is asked to restore is taken to need once the check is well: no recording says what they did. */
const PERSON_MS = 15 * MINUTE;

/** Decides over recorded runs as the Lambdas do, with the same functions, and remembers what was decided. */
export type Replay = {
  /** An incident as it was recorded: its effects are performed when they were. Before the frames of its time. */
  follow(incident: RecordedIncident): void;
  /** The runs of a frame. Frames come in order of `endedAt`. */
  take(frame: Frame): void;
  /** One run. Runs come in order of `endedAt`. */
  observe(check: string, region: string, entry: Entry): void;
  /** What was changed. It explains what the runs after it in the history show. */
  note(change: Change): void;
  /** What was decided. Nothing may come after it. */
  end(): Decisions;
};

/** Starts with nothing known of any check. The same runs give the same decisions, to the byte, in whichever order
 * those of one instant come. */
export function startReplay(monitor: Monitor): Replay {
  const lanes = new Map(monitor.checks.map((check) => [check.id, startCheckLane(monitor, check)]));
  const slos = (monitor.slos ?? []).map((slo) => ({
    ...startLane(monitor, sloCheck(slo)),
    slo,
    members: slo.checks.flatMap((id) => lanes.get(id) ?? []),
  }));
  const monitorLane = startLane(monitor, MONITOR_CHECK);
  const watch = startWatch(monitor);
  const changes: Change[] = [];
  const services: Services = { states: new Map(), contained: [], lasting: new Map() };
  const events: Decision[] = [];
  const told: Told[] = [];
  const verdicts: VerdictChange[] = [];
  const open = new Set<Lane>();
  /** Lanes with runs that were not judged yet: all that ended at one instant are judged together. */
  const touched = new Set<CheckLane>();
  /** Lanes of SLOs with new runs, whatever became of them. */
  const counted = new Set<CheckLane>();
  const heard = startHeard();
  const performances = startPerformances();
  let from: number | undefined;
  let now = 0;
  let due = Number.POSITIVE_INFINITY;

  const stateOf = (check: string): CheckState | undefined => lanes.get(check)?.state;

  function noteEvents(lane: Lane, before: CheckState): void {
    for (const { n, at, type, text, incident } of eventsAfter(before, lane.state, lane.told)) {
      events.push({ at, check: lane.id, incident, type, text });
      lane.told = n;
    }
    if (lane.state.incident === undefined) lane.told = -1;
  }

  /** What follows from a change of a lane's state: its events, what it owes, when it is due. */
  function settle(lane: Lane, before: CheckState, at: number): void {
    if (lane.state === before) return;
    const { verdict } = lane.state;
    if (verdict !== before.verdict) verdicts.push({ at, check: lane.id, verdict });
    noteEvents(lane, before);
    perform(lane, at);
  }

  /** Carries out what a lane owes, and says when it is due again. */
  function perform(lane: Lane, at: number): void {
    const onNotice: Parameters<typeof carryOut>[2]['onNotice'] = ({ channel, notice }) => {
      if (channel !== lane.policy.channels[0]) return;
      const { incident, kind, severity, what } = notice;
      told.push({ at: notice.at, check: lane.id, incident, kind, severity, what });
    };
    carryOut(lane, at, { monitor, services, performances, stateOf, onNotice }, (earlier) => noteEvents(lane, earlier));
    if (isCalm(lane.state)) open.delete(lane);
    else open.add(lane);
    due = Math.min(due, ...dueOf(lane));
  }

  function dueOf(lane: Lane): readonly number[] {
    return [...checkDeadlines(lane.state), ...answersDue(lane, performances)];
  }

  /** The monitor's own trouble is an incident too. */
  function judgeWatch(verdict: Verdict, at: number): void {
    const before = monitorLane.state;
    if (before.since === 0 && verdict.name === 'up') return;
    monitorLane.state = advanceCheck(before, { type: 'verdict', verdict }, monitorLane.policy);
    settle(monitorLane, before, at);
  }

  /** The parents of a check as they are by now. */
  function parentsOf({ check, newest }: CheckLane): readonly ParentState[] {
    return (check.dependsOn ?? []).flatMap((parent) => {
      const lane = lanes.get(parent.check);
      if (lane === undefined) return [];
      const verdict = lane.bad > 0 ? judge(lane.check, seriesOf(lane), newest) : undefined;
      const planned = { cadenceMs: lane.check.cadenceMs, isAsked: isAsked(lane.check, newest) };
      return [parentStateOf(parent, planned, lane.state, verdict)];
    });
  }

  function judgeTouched(): void {
    if (touched.size === 0 && counted.size === 0) return;
    for (const lane of inOrder(touched)) {
      const before = lane.state;
      const looks = [{ series: seriesOf(lane), asOf: lane.newest }];
      const parents = parentsOf(lane);
      const decided = decideCheck({ check: lane.check, policy: lane.policy, parents, changes }, before, looks);
      lane.state = decided.state;
      lane.isQuiet = isQuiet(lane.state, decided.verdict);
      settle(lane, before, lane.newest);
      answerForPerson(lane);
      acceptExplained(lane, decided.verdict);
      book(lane, isUpstream({ parents }) ? decided.verdict?.evidence.firstFailureAt : undefined);
    }
    for (const lane of slos) {
      if (!lane.members.some((member) => touched.has(member) || (open.has(lane) && counted.has(member)))) continue;
      const before = lane.state;
      const members = lane.members.map((member) => ({
        check: member.check,
        series: seriesOf(member),
        state: member.state,
      }));
      const asOf = Math.max(...lane.members.map(({ newest }) => newest));
      lane.state = decideSlo(lane.slo, members, before, lane.policy, asOf);
      settle(lane, before, asOf);
    }
    touched.clear();
    counted.clear();
  }

  /** A person who was asked to restore does so when the check has been well for as long as that takes. */
  function answerForPerson(lane: CheckLane): void {
    const before = lane.state;
    const containment = before.incident?.containment;
    if (containment?.is !== 'contained' || !containment.person || before.verdict !== 'up') return;
    const at = lane.newest;
    if (at < Math.max(before.since, containment.since) + PERSON_MS) return;
    lane.state = advanceCheck(
      before,
      { type: 'release', by: 'a person, as the replay takes for granted', at },
      lane.policy,
    );
    settle(lane, before, at);
  }

  /** Lets time tell what it must, at the very instants at which it is due. */
  function passTime(until: number): void {
    while (due <= until) {
      const at = due;
      due = Number.POSITIVE_INFINITY;
      for (const lane of open) {
        const before = lane.state;
        if (checkDeadlines(before).some((deadline) => deadline <= at)) {
          lane.state = advanceCheck(before, { type: 'time', at }, lane.policy);
          settle(lane, before, at);
          relieve(lane, at);
        }
        if (answersDue(lane, performances).some((answer) => answer <= at)) perform(lane, at);
        const later = dueOf(lane).filter((deadline) => deadline > at);
        due = Math.min(due, ...later);
      }
    }
  }

  function relieve(lane: Lane, at: number): void {
    const before = lane.state;
    const containment = before.incident?.containment;
    if (containment?.is !== 'contained' || containment.relief === undefined || at < containment.relief.deadline) return;
    const down = containment.relief.watching.filter((id) => ['down', 'partial'].includes(stateOf(id)?.verdict ?? 'up'));
    lane.state = advanceCheck(before, { type: 'relief', down, at }, lane.policy);
    settle(lane, before, at);
  }

  function see(check: string, region: string, entry: Entry, at: number): void {
    const lane = lanes.get(check);
    const place = lane?.check.regions.indexOf(region) ?? -1;
    if (lane === undefined || place < 0) {
      heard.stranger(check, region);
      return;
    }
    if (at > now) {
      judgeTouched();
      passTime(at);
      watch.judge(at, (verdict, minute) => judgeWatch(verdict, minute));
      now = at;
    }
    if (from === undefined || entry.startedAt < from) from = entry.startedAt;
    if (entry.run === 'scheduled' && entry.outcome !== 'unknown') watch.see(lane.id, region, entry.slot);
    const isFolded = entry.startedAt - entry.slot <= lane.latestMs && foldInto(lane, place, entry);
    heard.run(isFolded);
    if (!isFolded) return;
    lane.newest = Math.max(lane.newest, at);
    if (needsJudging(lane, entry)) touched.add(lane);
    if (lane.check.counted === true) counted.add(lane);
  }

  const order = startSeenOrder(see);
  return {
    follow(incident) {
      performances.follow(incident);
      order.follow(incident);
    },
    observe: order.observe,
    take(frame) {
      for (const result of frame.results) order.observe(result.id, frame.region, entryOf(frame, result));
    },
    note: (change) => void changes.push(change),
    end() {
      order.end();
      judgeTouched();
      const { contained } = services;
      return { events, told, verdicts, contained, ...heard.of(lanes.values()), from: from ?? 0, to: now };
    },
  };
}
