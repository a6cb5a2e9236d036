import type { CheckState } from '../../lib/core/incident.ts';
import type { ServiceState } from '../../lib/core/service-state.ts';
import { levelOf, parseSwitchboard } from '../../lib/core/switchboard.ts';
import type { Simulation } from './simulation.ts';

/** What a run of the simulation came to, without the instants: two runs of one world must agree on it. */
export type Facts = {
  readonly verdicts: Readonly<Record<string, string>>;
  readonly openIncidents: number;
  readonly owed: number;
  readonly holds: number;
  /** Checks whose switch a person was asked to give back, after too many trials that failed. */
  readonly handedOver: readonly string[];
  /** Checks of archived incidents with how they ended. */
  readonly archived: readonly string[];
  /** `<check> <kind>` of each notice, `<check> warning <kind>` where it pages nobody; told apart by effect id. */
  readonly notices: readonly string[];
  /** Level of the switch in each region, as Parameter Store says. */
  readonly levels: Readonly<Record<string, number>>;
};

export async function factsOf(simulation: Simulation): Promise<Facts> {
  const states = [...simulation.aggregates.all()].map(([key, { state }]) => [key, state] as const);
  const checks = states.filter(([key]) => key.startsWith('CHECK#')).map(([, state]) => state as CheckState);
  const services = states.filter(([key]) => key.startsWith('SERVICE#')).map(([, state]) => state as ServiceState);
  const archived = await simulation.archive.list(100);
  const ids = new Map(
    simulation.topics.published.map(({ id, notice }) => [
      id,
      `${notice.check}${notice.severity === 'warning' ? ' warning' : ''} ${notice.kind}`,
    ]),
  );
  return {
    verdicts: Object.fromEntries(checks.map(({ check, verdict }) => [check, verdict] as const).sort()),
    openIncidents: checks.filter(({ incident }) => incident !== undefined).length,
    owed: states.reduce((sum, [, { owed }]) => sum + owed.length, 0),
    holds: services.reduce((sum, { holds }) => sum + holds.length, 0),
    handedOver: checks.filter(isHandedOver).map(({ check }) => check),
    archived: archived.map(({ check, ended }) => `${check} ${ended}`).sort(),
    notices: [...ids.values()].sort(),
    levels: await levels(simulation),
  };
}

function isHandedOver({ incident }: CheckState): boolean {
  return incident?.containment.is === 'contained' && incident.containment.person;
}

/** Every level that the switch `name` was ever written with, oldest first, without repeats. */
export function levelsWritten(simulation: Simulation, name: string, region = 'eu-west-1'): readonly number[] {
  const all = simulation.switchboards.writes
    .filter((write) => write.region === region)
    .map(({ text }) => levelIn(text, name));
  return all.filter((level, i) => level !== all[i - 1]);
}

function levelIn(text: string, name: string): number {
  const parsed = parseSwitchboard(text);
  if (parsed.is === 'unreadable') throw new Error(`unreadable switchboard: ${text}`);
  return levelOf(parsed.board, name);
}

async function levels(simulation: Simulation): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const region of ['eu-west-1', 'us-east-1']) {
    const text = await simulation.switchboards.read(region, 'shop');
    if (text !== undefined) found[region] = levelIn(text, 'recommendations');
  }
  return found;
}
