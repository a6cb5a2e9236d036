import { PHASES } from './assertion.ts';
import type { Phases } from './result.ts';

/**
 * The phases of runs as one text: a run's are tenths of a millisecond to the base of 36, nothing for none, `.` between two
 * phases and `,` between two runs; some twelve characters a run. Of a run whose phases are not known there is nothing.
 */
export function encodePhases(runs: readonly (Phases | undefined)[]): string {
  return runs
    .map((phases) => (phases === undefined ? '' : PHASES.map((one) => tenths(phases[one])).join('.')))
    .join(',');
}

/** The phases of a text that `encodePhases` made, run by run, to a tenth of a millisecond. */
export function decodePhases(text: string): readonly (Phases | undefined)[] {
  return text.split(',').map((run) => {
    if (run === '') return undefined;
    const phases: { -readonly [P in keyof Phases]: Phases[P] } = {};
    for (const [i, digits] of run.split('.').entries()) {
      const phase = PHASES[i];
      if (phase !== undefined && digits !== '') phases[phase] = Number.parseInt(digits, 36) / 10;
    }
    return phases;
  });
}

function tenths(ms: number | undefined): string {
  const count = ms === undefined ? 0 : Math.round(ms * 10);
  return count > 0 ? count.toString(36) : '';
}
