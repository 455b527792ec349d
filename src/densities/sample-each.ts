import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';
import type { Noise } from '../random/index.js';
import type { Density } from './density.js';

/** Draws of each of B densities, with the log-density at each. */
export interface Draws {
  /** [N, B, D] */
  x: tf.Tensor3D;
  /** [N, B], nats */
  logProb: tf.Tensor2D;
}

/** A density; one that has the log-density of its own draws at hand, as a distribution through a flow, needs no inverse. */
interface Drawable extends Density {
  sampleAndLogProb?(count: number, noise: Noise): { x: tf.Tensor2D; logProb: tf.Tensor1D };
}

/**
 * N independent draws of each of B densities that a density with B rows of parameters is, such as the posteriors of B
 * images; of one density N draws, with B = 1.
 * @returns x [N, B, D] and logProb [N, B], a pure function of the noise
 * @throws RangeError unless N is a whole number of at least 1
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { diagonalGaussian, noise, sampleEach } from 'vinf';
 *
 * const means = tf.tensor2d([[0, 0], [5, 5], [9, 9]]); // such as the posteriors of three images
 * const { x, logProb } = sampleEach(diagonalGaussian(means, tf.zerosLike(means)), 100, noise(0, 'draws'));
 * console.log(x.shape, logProb.shape); // [ 100, 3, 2 ] [ 100, 3 ]
 * ```
 */
export function sampleEach(density: Drawable, count: number, noise: Noise): Draws {
  checkCount('count', count, `sampleEach, ${density.name}`);
  const { rows = 1 } = density;
  return tf.tidy(() => {
    const draws = Array.from({ length: count }, (_, n) => scored(density, rows, noise.stream(`draw ${n}`)));
    return {
      x: tf.stack(draws.map(({ x }) => x)) as tf.Tensor3D,
      logProb: tf.stack(draws.map(({ logProb }) => logProb)) as tf.Tensor2D,
    };
  });
}

function scored(density: Drawable, rows: number, noise: Noise): { x: tf.Tensor2D; logProb: tf.Tensor1D } {
  if (density.sampleAndLogProb) return density.sampleAndLogProb(rows, noise);
  const x = density.sample(rows, noise);
  return { x, logProb: density.logProb(x) };
}

/**
 * The log-densities of N points for each of B densities, as `sampleEach` draws them.
 * @param x [N, B, D]
 * @returns [N, B], nats
 * @throws RangeError for another shape
 */
export function logProbEach(density: Density, x: tf.Tensor3D): tf.Tensor2D {
  const { dim, rows = 1, name } = density;
  if (x.rank !== 3 || x.shape[1] !== rows || x.shape[2] !== dim) {
    throw new RangeError(expected('`x`', `have shape [N, ${rows}, ${dim}]`, x.shape, `logProbEach, ${name}`));
  }
  if (x.shape[0] === 0) return tf.zeros([0, rows]);
  return tf.tidy(() => {
    const each = tf.unstack(x) as tf.Tensor2D[];
    return tf.stack(each.map((points) => density.logProb(points))) as tf.Tensor2D;
  });
}
