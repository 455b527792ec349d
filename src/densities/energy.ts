import * as tf from '@tensorflow/tfjs';
import { expected, unknownName } from '../errors.js';
import { checkPoints, type LogDensity } from './density.js';
import { type EnergyName, energyFormulas, energyNames } from './energy-formulas.js';
import { gaussLegendre, integrateExp, type Rule } from './quadrature.js';
import { logInside } from './uniform-box.js';

export interface EnergyOptions {
  /** c: the penalty begins at |z_j| = c. Default 4, the half-width of the paper's pictures. */
  halfWidth?: number;
  /**
   * κ ≥ 0, strength of the penalty. Default 1. 0 is the energy as printed, on all of ℝ²; `Infinity` cuts the
   * density off at the box (−c, c)².
   */
  penalty?: number;
}

/** A 2-D target density p(z) ∝ exp(−U(z) − κ Σ_j relu(|z_j| − c)²). */
export interface Energy extends LogDensity {
  readonly name: EnergyName;
  readonly dim: 2;
  readonly halfWidth: number;
  readonly penalty: number;
  /** The same number as `logDensity` for one point, in float64. */
  logDensity64(z1: number, z2: number): number;
  /** ln Z = ln ∫ exp(logDensity), nats, by quadrature in float64; ∞ where the integral diverges. */
  logZ(): number;
  /** E_p[−logDensity], nats, by the same quadrature: the energy that exact samples have on average. */
  meanEnergy(): number;
}

/**
 * One of the four test energies, with a domain on which it is a probability density.
 * Source: Rezende & Mohamed 2015, table 1.
 * Deviation: U2, U3 and U4 are flat along z1 and have no normaliser on ℝ², so the free energy has no minimum there;
 * the penalty (c and κ) makes them proper, and KL = free energy + ln Z can be reported.
 * @throws RangeError for an unknown name, c ≤ 0 or κ < 0
 * @example
 * ```ts
 * import { energy, energyNames } from 'vinf';
 *
 * console.log(energyNames); // [ 'U1', 'U2', 'U3', 'U4' ]
 * const target = energy('U1');
 * console.log(target.logDensity64(2, 0) > target.logDensity64(0, 0)); // true
 * console.log(target.logZ().toFixed(3)); // 1.878
 * ```
 */
export function energy(name: EnergyName, { halfWidth: c = 4, penalty = 1 }: EnergyOptions = {}): Energy {
  if (!energyNames.includes(name)) throw new RangeError(unknownName('energy', name, energyNames));
  if (!(c > 0)) throw new RangeError(expected('halfWidth', 'be above 0', c, name));
  if (!(penalty >= 0)) throw new RangeError(expected('penalty', 'be at least 0', penalty, name));
  const { tensor, number } = energyFormulas[name];
  const logDensity64 = (z1: number, z2: number) => -number(z1, z2) - wall(z1, c, penalty) - wall(z2, c, penalty);
  let integral: { logIntegral: number; mean: number } | undefined;
  const integrate = () => {
    integral ??=
      penalty === 0 && name !== 'U1'
        ? { logIntegral: Number.POSITIVE_INFINITY, mean: Number.NaN }
        : integrateExp(logDensity64, ruleFor(c, penalty));
    return integral;
  };
  return {
    name,
    dim: 2,
    halfWidth: c,
    penalty,
    logDensity(z) {
      checkPoints(z, { dim: 2 }, name);
      return tf.tidy(() => tf.sub(tensorWall(z, c, penalty), tensor(z)));
    },
    logDensity64,
    logZ: () => integrate().logIntegral,
    meanEnergy: () => -integrate().mean,
  };
}

const wall = (z: number, c: number, penalty: number): number => {
  const beyond = Math.max(0, Math.abs(z) - c);
  return beyond === 0 ? 0 : penalty * beyond * beyond;
};

/** −κ Σ_j relu(|z_j| − c)², [B]. */
function tensorWall(z: tf.Tensor2D, c: number, penalty: number): tf.Tensor1D {
  if (penalty === Number.POSITIVE_INFINITY) return logInside(z, -c, c);
  return tf.mul(-penalty, tf.sum(tf.square(tf.relu(tf.sub(tf.abs(z), c))), 1));
}

/** The tails: exp(−κd²) is below 1e-16 at d = 6.1/√κ; U1 alone is below it beyond |z| = 2 + 0.4·8.6. */
function ruleFor(c: number, penalty: number): Rule {
  if (penalty === Number.POSITIVE_INFINITY) return gaussLegendre([-c, c], panelWidth);
  const end = penalty === 0 ? Math.max(c, 6) : c + 6.1 / Math.sqrt(penalty);
  return gaussLegendre([-end, -c, c, end], panelWidth);
}

/** Halving it changes no ln Z of the table in the eighth decimal. */
const panelWidth = 0.16;
