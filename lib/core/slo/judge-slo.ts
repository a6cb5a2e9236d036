import { DAY, formatSpan, HOUR, MINUTE } from '../time.ts';
import type { Verdict, VerdictName, Vote } from '../verdict.ts';
import { budgetLeft, burnRate, type Counted, countsIn, type Member, reaches } from './burn.ts';
import type { Slo } from './slo.ts';

/** Over a long window, so that it matters, and a short one, so that it still lasts. */
export type BurnAlert = {
  readonly longMs: number;
  readonly shortMs: number;
  /** Times faster than the budget allows, for a window of 30 days. */
  readonly factor: number;
  readonly verdict: Extract<VerdictName, 'down' | 'degraded'>;
};

/**
 * The pairs of windows and their factors: 2 % of the budget of 30 days in 1 h, 5 % in 6 h, 10 % in 1 d, 10 % in 3 d. Google,
 * The Site Reliability Workbook, chapter 5, "Alerting on SLOs", https://sre.google/workbook/alerting-on-slos/
 */
export const BURN_ALERTS: readonly BurnAlert[] = [
  { longMs: HOUR, shortMs: 5 * MINUTE, factor: 14.4, verdict: 'down' },
  { longMs: 6 * HOUR, shortMs: 30 * MINUTE, factor: 6, verdict: 'down' },
  { longMs: DAY, shortMs: 2 * HOUR, factor: 3, verdict: 'degraded' },
  { longMs: 3 * DAY, shortMs: 6 * HOUR, factor: 1, verdict: 'degraded' },
];

/** Fewest bad runs in the long window, and fewest regions that they come from, where there are so many: less is chance. */
const FEWEST_BAD = 3;
const FEWEST_REGIONS = 2;

const FACTORS_WINDOW_MS = 30 * DAY;

/** Id of the pseudo check under which an SLO's alerts are incidents. */
export function sloCheck({ id }: Pick<Slo, 'id'>): string {
  return `$slo:${id}`;
}

/**
 * Whether an error budget burns too fast at `asOf`: `down` for what wakes a person, `degraded` for what can wait. For another
 * window than 30 days the factors are scaled, so that the same share of the budget is spent when they are reached.
 */
export function judgeSlo(slo: Slo, members: readonly Member[], asOf: number): Verdict {
  const regions = new Set(members.flatMap(({ check }) => check.regions));
  const looked = BURN_ALERTS.map((alert) => look(slo, alert, members, regions.size, asOf));
  const worst = looked.find(({ fires }) => fires);
  const told = worst ?? looked[0];
  const name = worst === undefined ? 'up' : worst.alert.verdict;
  const total = countsIn(members, slo.windowMs, asOf);
  const left = `${percent(Math.max(0, budgetLeft(slo, total)))} of the error budget of ${formatSpan(slo.windowMs)} is left`;
  const apart = [
    ...(total.upstream > 0 ? [`${total.upstream} failed runs are booked to what is upstream`] : []),
    ...(total.unknown > 0 ? [`${total.unknown} runs could not be told, by the monitor's own fault`] : []),
  ];
  return {
    name,
    asOf,
    evidence: {
      rule: told === undefined ? '' : ruleOf(told),
      votes: [...regions].map((region) => voteOf(region, told?.long)),
      ...(worst?.long.firstBad === undefined ? {} : { firstFailureAt: worst.long.firstBad }),
      notes: [left, ...apart],
    },
    containable: false,
    recovered: name !== 'down',
    lacking: 1,
    what: sentence(slo, worst),
  };
}

/** How fast a budget burns over the windows of an alert, in times the allowed rate: long window, short window. */
export type Burn = {
  readonly longMs: number;
  readonly shortMs: number;
  readonly factor: number;
  readonly rates: readonly [number, number];
  readonly fires: boolean;
};

/** How fast the budget burns over the windows of each alert at `asOf`. */
export function burnsOf(slo: Slo, members: readonly Member[], asOf: number): readonly Burn[] {
  const regions = new Set(members.flatMap(({ check }) => check.regions));
  return BURN_ALERTS.map((alert) => {
    const { factor, rates, fires } = look(slo, alert, members, regions.size, asOf);
    return { longMs: alert.longMs, shortMs: alert.shortMs, factor, rates, fires };
  });
}

type Looked = {
  readonly alert: BurnAlert;
  readonly factor: number;
  readonly long: Counted;
  readonly rates: readonly [number, number];
  readonly fires: boolean;
};

function look(slo: Slo, alert: BurnAlert, members: readonly Member[], regions: number, asOf: number): Looked {
  const [long, short] = [countsIn(members, alert.longMs, asOf), countsIn(members, alert.shortMs, asOf)];
  const factor = alert.factor * (slo.windowMs / FACTORS_WINDOW_MS);
  const rates = [burnRate(slo, long), burnRate(slo, short)] as const;
  const witnesses = [...long.byRegion.values()].filter(({ bad }) => bad > 0).length;
  const isEnough = long.bad >= FEWEST_BAD && witnesses >= Math.min(FEWEST_REGIONS, regions);
  return { alert, factor, long, rates, fires: isEnough && rates.every((rate) => reaches(rate, factor)) };
}

function ruleOf({ alert: { longMs, shortMs }, factor, long, rates }: Looked): string {
  const [inLong, inShort] = rates.map((rate) => rate.toFixed(1));
  const windows = `${formatSpan(longMs)} and ${formatSpan(shortMs)}`;
  const limit = `${Math.round(factor * 10) / 10} times the allowed rate over ${windows}`;
  return `${limit}; it is ${inLong} and ${inShort}, ${long.bad} of ${long.good + long.bad} runs`;
}

function voteOf(region: string, long: Counted | undefined): Vote {
  const { good = 0, bad = 0 } = long?.byRegion.get(region) ?? {};
  return { region, vote: bad > 0 ? 'failing' : 'passing', failures: bad, of: good + bad, recovered: bad === 0 };
}

function sentence({ id, objective }: Slo, worst: Looked | undefined): string {
  const [kind, name] = [id.slice(0, id.indexOf('.')), id.slice(id.indexOf('.') + 1)];
  const whose = `the error budget of ${kind} ${name} (${objective} %)`;
  if (worst === undefined) return `${whose} no longer burns too fast`;
  const burns = `${whose} burns ${worst.rates[0].toFixed(1)} times as fast as it may, over ${formatSpan(worst.alert.longMs)}`;
  return worst.alert.verdict === 'degraded' ? `${burns}: this can wait` : burns;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
