import * as tf from '@tensorflow/tfjs';
import type { LogDensity } from '../densities/density.js';
import { expected, UserError } from '../errors.js';
import { noise } from '../random/index.js';
import type { ParametersOf, Supports, UnconstrainedModel } from './model.js';

/** Draws at a time: unlike sizes of data, so that a term without a batch is found. */
const batch = 7;
/** Batches of points within ±2, of which one has to have a finite log joint. */
const tries = 20;

/**
 * Looks at a model before it is fitted, on the backend in use.
 * @throws UserError for a parameter that is no support, that logJoint does not depend on, or a logJoint of another shape, or
 *   finite nowhere near 0
 * @returns what the user should know: parameters whose sign alone makes logJoint NaN
 */
export function checkModel<Named extends Supports>(onReals: UnconstrainedModel<Named>): string[] {
  checkUse(onReals);
  const base = finitePoint(onReals);
  if (base === undefined) throw new UserError(neverFinite);
  return Object.entries(onReals.parameters).flatMap(([name, support], i) => {
    const start = Object.values(onReals.parameters)
      .slice(0, i)
      .reduce((sum, { flow }) => sum + flow.dim, 0);
    const mirrored = base.map((x, k) => (k >= start && k < start + support.flow.dim ? -x : x));
    if (support.name !== 'real' || !Number.isNaN(valuesAt(onReals, mirrored)[0])) return [];
    const at = mirrored.slice(start, start + support.flow.dim).map((x) => Number(x.toPrecision(3)));
    return [
      `logJoint is NaN at \`${name}\` = ${at} and finite at minus that, so \`${name}\` may be another support than real, such as positive`,
    ];
  });
}

const neverFinite =
  'Expected logJoint to be finite somewhere near 0 on the unconstrained scale, got NaN or infinite values at every point that was ' +
  'tried: are the data finite, and the supports of the parameters right? (fitPosterior)';

/** @throws UserError for a parameter of which no term depends */
function checkUse<Named extends Supports>(onReals: UnconstrainedModel<Named>): void {
  const names = Object.keys(onReals.parameters);
  const unused = tf.tidy(() => {
    const z = tf.tensor2d(noise(0, 'fitPosterior/check').normal(batch * onReals.dim), [batch, onReals.dim]);
    const values = onReals.constrain(z) as Record<string, tf.Tensor>;
    const tensors = names.map((name) => values[name]!);
    const joint = () => tf.sum<tf.Scalar>(onReals.logJoint(values as ParametersOf<Named>));
    const { grads } = tf.engine().gradients(joint, tensors, undefined, true);
    return names.filter((_, i) => !grads[i]).map((name) => `\`${name}\``);
  });
  if (unused.length === 0) return;
  const wanted = 'depend on every parameter of the model';
  throw new UserError(expected('logJoint', wanted, `no dependence on ${unused.join(', ')}`, 'fitPosterior'));
}

/** A point within ±2 at which the density is finite. */
function finitePoint({ dim: D, ...density }: LogDensity): number[] | undefined {
  for (let k = 0; k < tries; k++) {
    const places = Array.from(noise(0, 'fitPosterior/check', k).uniform(batch * D), (u) => 4 * u - 2);
    const at = valuesAt({ dim: D, ...density }, places).findIndex(Number.isFinite);
    if (at >= 0) return places.slice(at * D, (at + 1) * D);
  }
  return undefined;
}

const valuesAt = ({ dim, logDensity }: LogDensity, places: readonly number[]): number[] =>
  tf.tidy(() => {
    const points = tf.tensor2d([...places], [places.length / dim, dim]);
    return Array.from(logDensity(points).dataSync());
  });
