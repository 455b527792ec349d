import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';
import type { Noise } from '../random/index.js';
import { bilinearDensity } from './bilinear-density.js';
import { distributionFunction, quantileFunction } from './cumulative.js';
import { type Density, defineDensity } from './density.js';
import { normalCdf } from './normal-cdf.js';

type Point = readonly [number, number];

export interface KnotheRosenblattOptions {
  /** The target is taken on the square (−halfWidth, halfWidth)². Default 4. */
  halfWidth?: number;
  /** Grid points along each side. Default 801. */
  points?: number;
  /** Which coordinate comes first: [0, 1] maps x1 on its own and then x2 given x1. Default [0, 1]. */
  order?: Point;
}

/** The triangular map between N(0, I), the uniform square and a 2-D target, all in float64. */
export interface KnotheRosenblatt extends Density {
  /** u = F(x): each coordinate's conditional distribution function; uniform on (0, 1)² for x from the target. */
  toUniform(x: Point): Point;
  /** x = F⁻¹(u) */
  fromUniform(u: Point): Point;
  /** x = T(z) = F⁻¹(Φ(z)), from the standard normal to the target. */
  transport(z: Point): Point;
  /** ln of the density that the map pushes forward exactly: the bilinear interpolant of the target on the grid. */
  logProb64(x: Point): number;
}

/**
 * Knothe–Rosenblatt rearrangement of a 2-D density p(a, b) = p(a)·p(b|a): u_a = F_a(a), u_b = F_b(b|a), whose Jacobian is
 * triangular with determinant p. p is interpolated bilinearly from a grid, so that the marginal is piecewise linear
 * and both distribution functions are piecewise quadratic: the map and its inverse are exact for the interpolant.
 * Source: Rosenblatt 1952; Papamakarios et al. 2021, section 2.2.
 * @param logDensity ln p̃(x1, x2) up to a constant, such as `energy('U1').logDensity64`
 * @throws RangeError for fewer than 3 points, halfWidth ≤ 0 or another order
 */
export function knotheRosenblatt(
  logDensity: (x1: number, x2: number) => number,
  { halfWidth = 4, points: n = 801, order = [0, 1] }: KnotheRosenblattOptions = {},
): KnotheRosenblatt {
  checkCount('points', n, 'knotheRosenblatt', 3);
  if (!(halfWidth > 0 && halfWidth < Infinity))
    throw new RangeError(expected('halfWidth', 'be finite and above 0', halfWidth, 'knotheRosenblatt'));
  if (`${order}` !== '0,1' && `${order}` !== '1,0') {
    throw new RangeError(expected('order', 'be [0, 1] or [1, 0]', order, 'knotheRosenblatt'));
  }
  const swapped = order[0] === 1;
  const swap = ([a, b]: Point): Point => (swapped ? [b, a] : [a, b]);
  const grid = bilinearDensity((a, b) => (swapped ? logDensity(b, a) : logDensity(a, b)), halfWidth, n);
  const toUniform = (x: Point): Point => {
    const [a, b] = swap(x);
    return swap([distributionFunction(grid.first, a), distributionFunction(grid.secondGiven(a), b)]);
  };
  const fromUniform = (u: Point): Point => {
    const [ua, ub] = swap(u);
    const a = quantileFunction(grid.first, ua);
    return swap([a, quantileFunction(grid.secondGiven(a), ub)]);
  };
  const transport = ([z1, z2]: Point): Point => fromUniform([normalCdf(z1), normalCdf(z2)]);
  const logProb64 = (x: Point): number => Math.log(grid.density(...swap(x)));
  return { ...asDensity(transport, logProb64), toUniform, fromUniform, transport, logProb64 };
}

function asDensity(transport: (z: Point) => Point, logProb64: (x: Point) => number): Density {
  const rowwise = (values: ArrayLike<number>, visit: (pair: Point, row: number) => void) => {
    for (let i = 0; 2 * i < values.length; i++) visit([values[2 * i]!, values[2 * i + 1]!], i);
  };
  return defineDensity({
    name: 'Knothe-Rosenblatt',
    dim: 2,
    logProb(x) {
      const out = new Float32Array(x.shape[0]);
      rowwise(x.dataSync(), (point, row) => {
        out[row] = logProb64(point);
      });
      return tf.tensor1d(out);
    },
    sample(count: number, noise: Noise) {
      const out = new Float32Array(2 * count);
      rowwise(noise.normal(2 * count), (z, row) => out.set(transport(z), 2 * row));
      return tf.tensor2d(out, [count, 2]);
    },
  });
}
