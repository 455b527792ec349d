import * as tf from '@tensorflow/tfjs';
import { type EngineName, tensorFunction } from '../engine/browser.js';
import { expected, UserError } from '../errors.js';
import type { DensityProblem } from '../objectives/density-problems.js';
import { layout, type Shapes } from '../problem/index.js';
import { noise } from '../random/index.js';
import { widen } from './defensive.js';
import type { PosteriorDraws } from './posterior-draws.js';
import type { Whitened } from './whitened.js';

/** Draws of q, by the names of parameters and of what is derived from them. */
export interface ScoredDraws {
  readonly draws: PosteriorDraws;
  /** ln p(data, θ_s) plus the log-determinant of the map onto the supports, nats. */
  readonly logJoint: Float64Array;
  /** ln q of the same points, nats. */
  readonly logQ: Float64Array;
  /** ln of the density that they were drawn from, a mixture of q and a wider one, nats; see `widen`. */
  readonly logProposal: Float64Array;
}

/** Draws at once. */
const chunk = 1000;

interface Parts {
  /** Everything that is wanted of unconstrained points, [B, …] each. */
  named(z: tf.Tensor2D): Readonly<Record<string, tf.Tensor>>;
  target: Whitened;
  problem: DensityProblem;
  weights: Float32Array;
}

/** `count` draws of the fitted approximation, every tenth from a wider one. */
export async function drawPosterior(
  { named, target, problem, weights }: Parts,
  { count, seed, engine }: { count: number; seed: number; engine?: EngineName | undefined },
): Promise<ScoredDraws> {
  const size = Math.min(chunk, count);
  const slices = layout(problem.weights);
  const shapes: Shapes = Object.fromEntries(slices.map(({ name, shape }) => [`weight/${name}`, shape]));
  const sizes = shapesOf(named, target.dim);
  const push = (inputs: Record<string, tf.Tensor>) => {
    const own = Object.fromEntries(slices.map(({ name }) => [name, inputs[`weight/${name}`]!]));
    const q = problem.distribution(own);
    const { x, logProb } = q.push(q.base.fromNormal(inputs.noise as tf.Tensor2D));
    const values = Object.entries(named(target.unwhiten(x))).map(([name, value]) => [`draws/${name}`, value]);
    return {
      ...Object.fromEntries(values),
      logQ: tf.sub(logProb, target.logDet),
      logJoint: tf.sub(target.logDensity(x), target.logDet),
    };
  };
  const fn = await tensorFunction(push, { ...shapes, noise: [size, target.dim] } as Shapes, engine);
  try {
    const own = Object.fromEntries(slices.map(({ name, start, end }) => [`weight/${name}`, weights.slice(start, end)]));
    const parts = [];
    const surplus: number[] = [];
    for (let k = 0; k * size < count; k++) {
      const normals = noise(seed, 'fitPosterior/draws', k).normal(size * target.dim);
      surplus.push(...widen(normals, target.dim, k * size));
      parts.push(await fn.run({ ...own, noise: normals }));
    }
    const scored = joined(parts, { count, size, sizes });
    return { ...scored, logProposal: scored.logQ.map((l, s) => l + surplus[s]!) };
  } finally {
    fn.dispose();
  }
}

/** Unlike sizes of data, so that what has no batch is found. */
const batch = 7;

/** The shape of one draw by name. @throws UserError for what is derived and has not one row for each draw */
function shapesOf(named: Parts['named'], dim: number): Record<string, number[]> {
  return tf.tidy(() => {
    const shapes = Object.entries(named(tf.zeros([batch, dim]))).map(([name, { shape }]) => {
      if (shape[0] === batch) return [name, shape.slice(1)];
      const wanted = `have shape [B, …], one row for each of B = ${batch} draws`;
      throw new UserError(expected(`derived \`${name}\``, wanted, shape, 'fitPosterior'));
    });
    return Object.fromEntries(shapes);
  });
}

/** The first `count` of draws that came in parts of `size`. */
function joined(
  parts: readonly Record<string, Float32Array>[],
  { count, size, sizes }: { count: number; size: number; sizes: Record<string, number[]> },
): Omit<ScoredDraws, 'logProposal'> {
  const all = (name: string) => {
    const width = parts[0]![name]!.length / size;
    const values = new Float32Array(count * width);
    parts.forEach((part, k) => {
      values.set(part[name]!.subarray(0, Math.min(size, count - k * size) * width), k * size * width);
    });
    return values;
  };
  const draws = Object.entries(sizes).map(([name, shape]) => [
    name,
    { values: all(`draws/${name}`), shape: [count, ...shape] },
  ]);
  return {
    draws: Object.fromEntries(draws),
    logQ: Float64Array.from(all('logQ')),
    logJoint: Float64Array.from(all('logJoint')),
  };
}
