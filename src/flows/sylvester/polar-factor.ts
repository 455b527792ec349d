import * as tf from '@tensorflow/tfjs';
import { customGrad } from '../../tensors/custom-grad.js';
import { iterate } from '../../tensors/iterate.js';

/** Steps of either iteration: a number grows by half a step until it is near 1, then converges quadratically. */
const mostSteps = 30;
/** Squares that are so near to 1 are as near as float32 has it after one step more. */
const near = 1e-5;
const tiny = 1e-30;

/**
 * Q = M(MᵀM)^(−1/2), with orthonormal columns, of each matrix M [N, D, m], by Q ← Q(3I − QᵀQ)/2 from M/c (Björck & Bowie
 * 1971), c ≥ ‖M‖; as many steps as the worst of them takes. Directions in which M is smaller than about 1e-5 of its norm do
 * not get there; the columns of M must be independent.
 *
 * The gradient is that of the limit, whatever the way there was: with S = QᵀM, the root of MᵀM, and dL/dQ = Y,
 *   dL/dM = QX + (Y − QQᵀY)S⁻¹,  SX + XS = QᵀY − YᵀQ.
 * Source of the gradient: Higham 2008, "Functions of matrices", section 8.1 (MᵀM = S²) and section 2.4.
 * It has no second derivative.
 */
export const polarFactor = customGrad(
  (M: tf.Tensor3D) => {
    const Q = orthonormalised(M);
    return { value: Q, saved: [M, Q] };
  },
  (dy, [M, Q]) => {
    const transposed = flipped(Q);
    const inner = product(transposed, dy);
    const { X, inverse } = solved(product(transposed, M), tf.sub(inner, flipped(inner)));
    const along = tf.sub<tf.Tensor3D>(X, product(inner, inverse));
    return [tf.add(product(Q, along), product(dy, inverse))];
  },
);

function orthonormalised(M: tf.Tensor3D): tf.Tensor3D {
  const gram = product(flipped(M), M);
  const square = tf.add(largestRow(gram), tiny);
  const start: Björck = { Q: tf.div(M, tf.sqrt(square)), gram: tf.div(gram, square), count: tf.scalar(0) };
  const round = ({ Q, gram, count: before }: Björck) => {
    const next = product(Q, correction(gram));
    const state: Björck = { Q: next, gram: product(flipped(next), next), count: tf.add<tf.Scalar>(before, 1) };
    return { state, again: goesOn(state.gram, state.count) };
  };
  const { Q, gram: last } = iterate(start, round, { most: mostSteps, unfinished });
  return product(Q, correction(last));
}

/** Types and not interfaces, here and below, so that they are tensors by name. */
type Björck = { Q: tf.Tensor3D; gram: tf.Tensor3D; count: tf.Scalar };

/**
 * X with SX + XS = A, and S⁻¹, for S symmetric and positive: the sign of the matrix (S A; 0 −S) is (I 2X; 0 −I), and
 * H ← H(3I − H²)/2 finds it from S/c (Higham 2008, section 5.3), while the product of the factors (3I − S²)/2 is S⁻¹.
 * @param S symmetric but for rounding
 * @param A skew
 */
function solved(S: tf.Tensor3D, A: tf.Tensor3D): { X: tf.Tensor3D; inverse: tf.Tensor3D } {
  const symmetric: tf.Tensor3D = tf.mul(0.5, tf.add(S, flipped(S)));
  const size = tf.add(largestRow(symmetric), tiny);
  const unit: tf.Tensor3D = tf.div(symmetric, size);
  const eye: tf.Tensor3D = tf.add(tf.zerosLike(unit), identity(unit));
  const start: Sign = { S: unit, square: product(unit, unit), A, inverse: eye, count: tf.scalar(0) };
  const round = ({ S, square, A, inverse, count: before }: Sign) => {
    const factor = correction(square);
    const next = product(S, factor);
    const count: tf.Scalar = tf.add(before, 1);
    const state: Sign = { S: next, square: product(next, next), ...stepped(S, A, inverse, factor), count };
    return { state, again: goesOn(state.square, count) };
  };
  const last = iterate(start, round, { most: mostSteps, unfinished });
  const { A: twice, inverse } = stepped(last.S, last.A, last.inverse, correction(last.square));
  return { X: tf.div(twice, tf.mul(2, size)), inverse: tf.div(inverse, size) };
}

type Sign = { S: tf.Tensor3D; square: tf.Tensor3D; A: tf.Tensor3D; inverse: tf.Tensor3D; count: tf.Scalar };

/** A ← AF + FA + (SAS − 3A)/2 with F = (3I − S²)/2, where FA = −(AF)ᵀ as A is skew; and S⁻¹ ← S⁻¹F. */
function stepped(S: tf.Tensor3D, A: tf.Tensor3D, inverse: tf.Tensor3D, factor: tf.Tensor3D) {
  const right = product(A, factor);
  const rest: tf.Tensor3D = tf.mul(0.5, tf.sub(product(product(S, A), S), tf.mul(3, A)));
  const next: tf.Tensor3D = tf.add(tf.sub(right, flipped(right)), rest);
  return { A: next, inverse: product(inverse, factor) };
}

/** (3I − G)/2 */
const correction = (gram: tf.Tensor3D): tf.Tensor3D => tf.sub(tf.mul(1.5, identity(gram)), tf.mul(0.5, gram));

/** Whether a square is not yet near I, and there are steps left. */
const goesOn = (square: tf.Tensor3D, count: tf.Scalar): tf.Tensor =>
  tf.logicalAnd(tf.greater(tf.max(tf.abs(tf.sub(square, identity(square)))), near), tf.less(count, mostSteps));

/** Never asked for: the last step is the last in any case. */
const unfinished = () => new RangeError('The iteration does not end');

/** The largest sum of absolute values in a row, at least the norm of a symmetric matrix, [N, 1, 1]. */
const largestRow = (G: tf.Tensor3D): tf.Tensor3D => tf.max(tf.sum(tf.abs(G), 2, true), 1, true);

const identity = ({ shape }: tf.Tensor3D): tf.Tensor2D => tf.eye(shape[1]);
const flipped = (x: tf.Tensor3D): tf.Tensor3D => tf.transpose(x, [0, 2, 1]);
const product = (a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D => tf.matMul(a, b);
