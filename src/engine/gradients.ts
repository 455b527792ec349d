import * as tf from '@tensorflow/tfjs';
import { expected, UserError } from '../errors.js';
import type { Terms } from '../problem/problem.js';

/** Names that rows of metrics have for other things than terms, and what begins the names of gradients in a graph. */
const reserved = /^(step|validLoss|gradient\/.*)$/;

/** @throws UserError for a term whose name rows of metrics need for themselves, or that is not one number */
export function checkTermNames(terms: Terms): void {
  for (const [name, { size, shape }] of Object.entries(terms)) {
    if (reserved.test(name)) {
      const wanted = 'be none of "step" and "validLoss", which rows of metrics have, and not begin with "gradient/"';
      throw new UserError(expected('names of terms', wanted, `"${name}"`));
    }
    if (size !== 1) throw new UserError(expected(`term "${name}"`, 'be one number', `shape [${shape}]`));
  }
}

/**
 * The gradient of a loss with respect to each weight.
 * @param names of the weights
 * @throws UserError if there are no weights, or the loss does not depend on one
 */
export function gradientsOf(
  loss: (...weights: tf.Tensor[]) => tf.Scalar,
  weights: tf.Tensor[],
  names: readonly string[],
): tf.Tensor[] {
  if (weights.length === 0) throw new UserError(expected('the problem', 'have weights to train', 'none'));
  const { grads } = tf.engine().gradients(() => loss(...weights), weights, undefined, true);
  const unused = names.filter((_, i) => !grads[i]).map((name) => `"${name}"`);
  if (unused.length === 0) return grads;
  const wanted = 'depend on every weight of the problem';
  throw new UserError(expected('the loss', wanted, `no dependence on ${unused.join(', ')}`));
}
