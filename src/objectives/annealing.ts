import { expected } from '../errors.js';

/**
 * Where β enters while training:
 * - `energy` tempers the whole log joint, ln q − β·ln p(x, z), as in Rezende & Mohamed 2015, eq. 20;
 * - `kl` weighs the divergence from the prior, −ln p(x|z) + β·(ln q − ln p(z)), as in later work on variational autoencoders;
 * - `none` leaves β out.
 * At β = 1 all three are the free energy.
 */
export type Annealing = 'energy' | 'kl' | 'none';

export interface TemperatureOptions {
  /** β at t = 0. Default 0.01. */
  start?: number;
  /** 1/steps is added to β at each update. Default 10,000. */
  steps?: number;
}

/**
 * The annealing schedule, β_t = min(1, start + t/steps).
 * Source: Rezende & Mohamed 2015, eq. 20.
 * @param t how many updates have been made
 * @throws RangeError unless t ≥ 0, 0 ≤ start ≤ 1 and steps > 0
 * @example
 * ```ts
 * import { temperature } from 'vinf';
 *
 * console.log([0, 1000, 5000].map((t) => temperature(t, { steps: 2000 }))); // [ 0.01, 0.51, 1 ]
 * ```
 */
export function temperature(t: number, { start = 0.01, steps = 10_000 }: TemperatureOptions = {}): number {
  if (!(t >= 0)) throw new RangeError(expected('t', 'be at least 0', t, 'temperature'));
  if (!(start >= 0 && start <= 1)) throw new RangeError(expected('start', 'be from 0 to 1', start, 'temperature'));
  if (!(steps > 0)) throw new RangeError(expected('steps', 'be above 0', steps, 'temperature'));
  return Math.min(1, start + t / steps);
}
