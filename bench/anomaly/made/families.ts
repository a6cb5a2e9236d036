import { normal, positive, type Random } from './random.ts';

/** How the noise of a set of series is drawn. */
export interface Family {
  readonly about: string;
  /** One innovation of the log-latency: mean 0, standard deviation 1. */
  readonly body: (random: Random) => number;
  /** The shape of a day over an angle in radians, within [-1, 1]. */
  readonly dayShape: (angle: number) => number;
  /** The factor of one spike. `tail` is the series' own exponent, 1.5 to 3. */
  readonly spike: (random: Random, tail: number) => number;
}

const MOST = 30;
const TURN = 2 * Math.PI;

const pareto = (random: Random, tail: number): number => Math.min(MOST, (1 - random()) ** (-1 / tail)) * 1.5;

/** A is the published family. B to E are ours, for noise that a detector was not tuned to: nothing may be tuned to them. */
export const FAMILIES = {
  A: { about: 'normal noise, sine days, Pareto spikes', body: normal, dayShape: Math.sin, spike: pareto },
  B: {
    about: 'Student-t noise of 4 degrees of freedom, business hours, lognormal spikes',
    body: studentT4,
    dayShape: (angle) => Math.tanh(4 * Math.sin(angle)) / Math.tanh(4),
    spike: (random) => Math.min(MOST, Math.exp(0.8 + 0.6 * normal(random))),
  },
  C: {
    about: 'Laplace noise, sawtooth days, spikes of ×4',
    body: laplace,
    dayShape: (angle) => 2 * ((((angle / TURN) % 1) + 1) % 1) - 1,
    spike: () => 4,
  },
  D: {
    about: 'log-gamma noise skewed to slow, two peaks a day, exponential spikes',
    body: logGamma2,
    dayShape: (angle) => 0.7 * Math.sin(2 * angle) + 0.3 * Math.sin(angle),
    spike: (random) => Math.min(MOST, 1.5 - 2 * Math.log(positive(random))),
  },
  E: {
    about: 'noise of two modes, one narrow peak a day, uniform spikes of ×2 to ×8',
    body: twoModes,
    dayShape: (angle) => 2 * Math.exp(8 * (Math.cos(angle) - 1)) - 1,
    spike: (random) => 2 + 6 * random(),
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;

/** t with 4 degrees of freedom has a variance of 2. */
function studentT4(random: Random): number {
  const chiSquare = -2 * Math.log(positive(random) * positive(random));
  return normal(random) / Math.sqrt((chiSquare / 4) * 2);
}

function laplace(random: Random): number {
  const size = -Math.log(positive(random)) / Math.SQRT2;
  return random() < 0.5 ? -size : size;
}

/** −ln of a gamma number of shape 2: mean −ψ(2), variance ψ′(2) = π²/6 − 1. */
function logGamma2(random: Random): number {
  const gamma = -Math.log(positive(random) * positive(random));
  return (0.42278433509846713 - Math.log(gamma)) / Math.sqrt(Math.PI ** 2 / 6 - 1);
}

/** Four of five at −0.45, one at 1.8, each normal with the rest of the variance. */
function twoModes(random: Random): number {
  return (random() < 0.8 ? -0.45 : 1.8) + Math.sqrt(0.19) * normal(random);
}
