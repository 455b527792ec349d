import * as tf from '@tensorflow/tfjs';
import { customGrad } from '../../tensors/custom-grad.js';
import { rowProduct, rowProductBack } from '../../tensors/row-product.js';
import { splitAlong, splitEvenly } from '../../tensors/split.js';

/**
 * The states of a gated recurrent unit, h₀ and one after each of T ≥ 1 steps:
 *   (r, g) = σ(x + h·Wᵍ),  c = tanh(y + r·hₙ),  hₙ = h·Wⁿ,  h' = c + g·(h − c).
 * The gradient goes back step by step with one product each, whose other factors and the gradient of W are made for all
 * steps at once. It has no second derivative.
 * @param x     [T, B, 2H], what the input adds to the reset and to the update gate
 * @param y     [T, B, H], what it adds to the candidate
 * @param start h₀, [B, H]
 * @param w     [B | 1, H·3H], Wʳ, Wᵍ and Wⁿ side by side
 * @returns     [T + 1, B, H]
 */
export const gatedStates = customGrad(
  (x: tf.Tensor3D, y: tf.Tensor3D, start: tf.Tensor2D, w: tf.Tensor2D) => {
    const steps = forward(x, y, start, w);
    const all = (name: Exclude<keyof Step, 'next'>) => stacked(steps.map((step) => step[name]));
    const value = stacked([start, ...steps.map(({ next }) => next)]);
    return { value, saved: [w, all('h'), all('reset'), all('keep'), all('hidden'), all('candidate')] };
  },
  (dy, [w, h, reset, keep, hidden, candidate]) => {
    const { toCandidate, toProducts } = slopes(h, reset, keep, hidden, candidate);
    const { dStates, dProducts, dStart } = backward(dy, w, keep, toProducts);
    const [dx] = splitAlong(dProducts, [2 * h.shape[2], h.shape[2]], 2);
    return [dx, tf.mul(dStates, toCandidate), dStart, weightGradient(h, dProducts, w.shape[0] === 1)];
  },
);

/** What a step computes, each [B, H]. */
interface Step {
  h: tf.Tensor2D;
  reset: tf.Tensor2D;
  keep: tf.Tensor2D;
  hidden: tf.Tensor2D;
  candidate: tf.Tensor2D;
  next: tf.Tensor2D;
}

function forward(x: tf.Tensor3D, y: tf.Tensor3D, start: tf.Tensor2D, w: tf.Tensor2D): Step[] {
  const [rows, H] = [w.shape[0], start.shape[1]];
  const [gates, candidates] = splitAlong(w.reshape([rows, H, 3 * H]) as tf.Tensor3D, [2 * H, H], 2);
  const [wGates, wCandidate]: [tf.Tensor2D, tf.Tensor2D] = [gates.reshape([rows, -1]), candidates.reshape([rows, -1])];
  const [xs, ys] = [unstacked(x), unstacked(y)];
  let h = start;
  return xs.map((own, t) => {
    const [reset, keep] = splitEvenly(tf.sigmoid(tf.add<tf.Tensor2D>(rowProduct(h, wGates, 2 * H), own)), 2);
    const hidden = rowProduct(h, wCandidate, H);
    const candidate = tf.tanh(tf.add<tf.Tensor2D>(ys[t]!, tf.mul(reset, hidden)));
    const next: tf.Tensor2D = tf.add(candidate, tf.mul(keep, tf.sub(h, candidate)));
    const step = { h, reset, keep, hidden, candidate, next };
    h = next;
    return step;
  });
}

/** ∂h'/∂y, and ∂h'/∂ of the three products with the state side by side, without their way through c and g at other units. */
function slopes(h: tf.Tensor3D, r: tf.Tensor3D, g: tf.Tensor3D, hidden: tf.Tensor3D, c: tf.Tensor3D) {
  const rest = tf.sub(1, g);
  const toCandidate: tf.Tensor3D = tf.mul(rest, tf.sub(1, tf.square(c)));
  const toHidden = tf.mul(toCandidate, r);
  const toReset = tf.mul(tf.mul(toHidden, hidden), tf.sub(1, r));
  const toKeep = tf.mul(tf.mul(tf.sub(h, c), g), rest);
  return { toCandidate, toProducts: tf.concat<tf.Tensor3D>([toReset, toKeep, toHidden] as tf.Tensor3D[], 2) };
}

/** ∂loss/∂ of the state after each step, of the products of each step, and of h₀. */
function backward(dy: tf.Tensor3D, w: tf.Tensor2D, keep: tf.Tensor3D, toProducts: tf.Tensor3D) {
  const [given, keeps, factors] = [unstacked(dy), unstacked(keep), unstacked(toProducts)];
  const [dStates, dProducts]: [tf.Tensor2D[], tf.Tensor2D[]] = [[], []];
  let dh = given.at(-1)!;
  for (let t = keeps.length - 1; t >= 0; t--) {
    const dProduct: tf.Tensor2D = tf.mul(tf.concat([dh, dh, dh], 1), factors[t]!);
    dStates.unshift(dh);
    dProducts.unshift(dProduct);
    dh = tf.add(rowProductBack(dProduct, w), tf.add(tf.mul(dh, keeps[t]!), given[t]!));
  }
  return { dStates: stacked(dStates), dProducts: stacked(dProducts), dStart: dh };
}

/** Σₜ hₜᵀ·dₜ: one product for all steps, or one for each row. */
function weightGradient(h: tf.Tensor3D, d: tf.Tensor3D, isShared: boolean): tf.Tensor2D {
  const [steps, batch, H] = h.shape;
  const width = d.shape[2];
  if (!isShared) return tf.matMul(tf.transpose(h, [1, 2, 0]), tf.transpose(d, [1, 0, 2])).reshape([batch, H * width]);
  const all = tf.matMul(tf.transpose(h.reshape([steps * batch, H])), d.reshape([steps * batch, width]));
  return all.reshape([1, H * width]);
}

const stacked = (parts: tf.Tensor2D[]): tf.Tensor3D => tf.stack(parts) as tf.Tensor3D;
const unstacked = (x: tf.Tensor3D): tf.Tensor2D[] => tf.unstack(x) as tf.Tensor2D[];
