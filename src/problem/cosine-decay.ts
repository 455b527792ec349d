import { checkCount, expected } from '../errors.js';

export interface CosineDecayOptions {
  /** η at the start. */
  learningRate: number;
  /** Updates in all. */
  steps: number;
  /** Share of the updates at full rate. Default 0.5. */
  hold?: number;
  /** The rate at the end, as a share of the first. Default 0.01. */
  floor?: number;
}

/**
 * A falling learning rate: η for the first updates, then half a cosine down to floor·η.
 * Source: Loshchilov & Hutter 2017 (SGDR), eq. 5, for the cosine.
 * @throws RangeError for a number out of range
 * @example
 * ```ts
 * import { cosineDecay } from 'vinf';
 *
 * const rate = cosineDecay({ learningRate: 0.01, steps: 1000 });
 * console.log([500, 750, 1000].map((step) => rate(step).toFixed(5))); // [ '0.01000', '0.00505', '0.00010' ]
 * ```
 */
export function cosineDecay({ learningRate: eta, steps, hold = 0.5, floor = 0.01 }: CosineDecayOptions) {
  checkCount('steps', steps, where);
  check('learningRate', eta >= 0 && Number.isFinite(eta), 'be a number of at least 0', eta);
  check('hold', hold >= 0 && hold < 1, 'be at least 0 and below 1', hold);
  check('floor', floor >= 0 && floor <= 1, 'be from 0 to 1', floor);
  return (step: number): number => {
    const fallen = Math.min(1, Math.max(0, (step / steps - hold) / (1 - hold)));
    return eta * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * fallen)));
  };
}

const where = 'cosineDecay';

function check(name: string, holds: boolean, wanted: string, value: unknown): void {
  if (!holds) throw new RangeError(expected(name, wanted, value, where));
}
