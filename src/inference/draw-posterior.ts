import type * as tf from '@tensorflow/tfjs';
import { type EngineName, tensorFunction } from '../engine/index.js';
import type { DensityProblem } from '../objectives/density-problems.js';
import { layout, type Shapes } from '../problem/index.js';
import { noise } from '../random/index.js';
import type { PosteriorModel, UnconstrainedModel } from './model.js';
import type { Whitened } from './whitened.js';

/** Draws of one parameter: one after the other, each of the shape of the parameter. */
export interface NamedDraws {
  readonly values: Float32Array;
  /** [S, …] */
  readonly shape: readonly number[];
}

/** Draws of q, by the names of parameters and of what is derived from them. */
export interface ScoredDraws {
  readonly draws: Record<string, NamedDraws>;
  /** ln p(data, θ_s) plus the log-determinant of the map onto the supports, nats. */
  readonly logJoint: Float64Array;
  /** ln q of the same points, nats. */
  readonly logQ: Float64Array;
}

/** Draws at once. */
const chunk = 1000;

interface Parts {
  model: PosteriorModel;
  onReals: UnconstrainedModel;
  target: Whitened;
  problem: DensityProblem;
  weights: Float32Array;
}

/** `count` draws of the fitted approximation. */
export async function drawPosterior(
  { model, onReals, target, problem, weights }: Parts,
  { count, seed, engine }: { count: number; seed: number; engine?: EngineName | undefined },
): Promise<ScoredDraws> {
  const size = Math.min(chunk, count);
  const slices = layout(problem.weights);
  const shapes: Shapes = Object.fromEntries(slices.map(({ name, shape }) => [`weight/${name}`, shape]));
  const push = (inputs: Record<string, tf.Tensor>) => {
    const named = Object.fromEntries(slices.map(({ name }) => [name, inputs[`weight/${name}`]!]));
    const q = problem.distribution(named);
    const { x, logProb } = q.push(q.base.fromNormal(inputs.noise as tf.Tensor2D));
    const parameters = onReals.constrain(target.unwhiten(x));
    const named2 = { ...parameters, ...model.derived?.(parameters) };
    const values = Object.fromEntries(Object.entries(named2).map(([name, value]) => [`draws/${name}`, value]));
    return { ...values, logQ: logProb, logJoint: target.logDensity(x) };
  };
  const fn = await tensorFunction(push, { ...shapes, noise: [size, target.dim] } as Shapes, engine);
  try {
    const own = Object.fromEntries(slices.map(({ name, start, end }) => [`weight/${name}`, weights.slice(start, end)]));
    const parts = [];
    for (let k = 0; k * size < count; k++) {
      const normals = noise(seed, 'fitPosterior/draws', k).normal(size * target.dim);
      parts.push(await fn.run({ ...own, noise: normals }));
    }
    return joined(parts, count, size);
  } finally {
    fn.dispose();
  }
}

/** The first `count` of draws that came in parts of `size`. */
function joined(parts: readonly Record<string, Float32Array>[], count: number, size: number): ScoredDraws {
  const all = (name: string) => {
    const width = parts[0]![name]!.length / size;
    const values = new Float32Array(count * width);
    parts.forEach((part, k) => {
      values.set(part[name]!.subarray(0, Math.min(size, count - k * size) * width), k * size * width);
    });
    return values;
  };
  const names = Object.keys(parts[0]!).filter((name) => name.startsWith('draws/'));
  const draws = names.map((name) => {
    const values = all(name);
    return [name.slice('draws/'.length), { values, shape: [count, values.length / count] }] as const;
  });
  return {
    draws: Object.fromEntries(draws),
    logQ: Float64Array.from(all('logQ')),
    logJoint: Float64Array.from(all('logJoint')),
  };
}
