import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../../../src/flows/flow.js';
import { noise } from '../../../src/random/index.js';
import { type Arguments, drawRows, epsilon, indices, type Rows, table, tensorsOf } from './case.js';
import type { Check } from './local.js';

type Direction = 'forward' | 'inverse';

/** Rows tried: around 0 and around the initial parameters, at different scales. */
const tried = [1, 5, 8];
/** At most so many single parameters are moved, besides dense random directions. */
const mostParameters = 8;
const denseDirections = 2;
/** Steps of the differences; whichever is expected to err less decides. */
const hs = [1e-4, 1e-6];
const multiples = [-2, -1, 1, 2];
/** In its tails the softplus of tfjs is eˣ or x, while its gradient stays the sigmoid: up to 1e-6 apart, a few of them. */
const softplusSlope = 5e-6;

/**
 * Gradients of c·z' + d·logDet with respect to z, parameters and context agree with central differences of fourth
 * order, forward and inverse. Only in float64: in float32 a difference quotient carries an error of ε^(4/5) of the
 * values, which hides missing terms.
 */
export const gradientsAreDifferences: Check = (flow, item) => {
  if (epsilon() > 1e-10) return [];
  const data = drawRows(flow, item);
  const failures = compare(flow, 'forward', data);
  if (!flow.inverse) return failures;
  const out = tf.tidy(() => flow.forward(...tensorsOf(flow, data)).z.dataSync() as Float32Array);
  return [...failures, ...compare(flow, 'inverse', { ...data, z: out })];
};

function compare(flow: Flow, direction: Direction, data: Rows): string[] {
  const width = flow.dim + flow.paramCount + flow.contextDim;
  const moves = directions(flow, width);
  const slopes = autodiff(flow, direction, data);
  return tried.flatMap((row) => {
    const steps = moves.flatMap((move) => hs.flatMap((h) => multiples.map((k) => move.map((x) => k * h * x))));
    const values = losses(flow, direction, data, row, steps);
    return moves.flatMap((move, m) => {
      const { slope: difference, error } = bestDifference(values.slice(8 * m, 8 * m + 8));
      const slope = move.reduce((sum, x, i) => sum + x * slopes[row]![i]!, 0);
      const fine = Math.abs(slope - difference) <= softplusSlope * (1 + Math.abs(difference)) + error;
      return fine ? [] : [`${direction}, row ${row}, direction ${m}: gradient ${slope}, difference ${difference}`];
    });
  });
}

/**
 * Central differences of second and fourth order for each step; the gap between the two bounds the truncation error
 * of the latter, and a rounding of the values divided by the step is the other error.
 */
function bestDifference(values: number[]): { slope: number; error: number } {
  const size = Math.max(...values.map(Math.abs));
  const tries = hs.map((h, i) => {
    const [a, b, c, d] = values.slice(4 * i, 4 * i + 4) as [number, number, number, number];
    const second = (c - b) / (2 * h);
    const fourth = (8 * (c - b) - (d - a)) / (12 * h);
    return { slope: fourth, error: Math.abs(fourth - second) + (64 * epsilon() * size) / h };
  });
  return tries.reduce((best, next) => (next.error < best.error ? next : best));
}

/** Each z, some parameters, each context column, and a few dense directions, over z | params | context. */
function directions(flow: Flow, width: number): number[][] {
  const parameters = [...noise(1, 'which').permutation(flow.paramCount)].slice(0, mostParameters);
  const single = [
    ...indices(flow.dim),
    ...parameters.map((p) => flow.dim + p),
    ...indices(flow.contextDim).map((c) => flow.dim + flow.paramCount + c),
  ];
  return [
    ...single.map((i) => indices(width).map((j) => (i === j ? 1 : 0))),
    ...indices(denseDirections).map((k) =>
      [...noise(2, 'direction', k).normal(width)].map((x) => x / Math.sqrt(width)),
    ),
  ];
}

/** c·z' + d·logDet per row, [B]. */
function loss(flow: Flow, direction: Direction, inputs: Arguments): tf.Tensor1D {
  const c = tf.tensor2d(noise(3, 'weights').normal(flow.dim), [1, flow.dim]);
  const { z, logDet } = flow[direction]!(...inputs);
  return tf.add(tf.sum(tf.mul(z, c), 1), tf.mul(0.7, logDet));
}

function autodiff(flow: Flow, direction: Direction, data: Rows): number[][] {
  return tf.tidy(() => {
    const inputs = tensorsOf(flow, data) as tf.Tensor2D[];
    // Everything takes part with weight 0, so that what a flow ignores has the gradient 0 rather than none.
    const total = (...x: tf.Tensor[]) =>
      tf.addN([tf.sum(loss(flow, direction, x as Arguments)), ...x.map((y) => tf.mul(0, tf.sum(y)))]) as tf.Scalar;
    const gradients = tf.grads(total)(inputs).map(table);
    return indices(data.count).map((row) => gradients.flatMap((gradient) => gradient[row]!));
  });
}

/** The loss of one row, moved along z | params | context by each of `steps`. */
function losses(flow: Flow, direction: Direction, data: Rows, row: number, steps: number[][]): number[] {
  return tf.tidy(() => {
    const inputs = tensorsOf(
      flow,
      data,
      steps.map(() => row),
    ) as tf.Tensor2D[];
    let at = 0;
    const moved = inputs.map((input) => {
      const width = input.shape[1];
      const part = steps.map((step) => step.slice(at, at + width));
      at += width;
      return tf.add(input, tf.tensor2d(part, [steps.length, width]));
    });
    return [...loss(flow, direction, moved as Arguments).dataSync()];
  });
}
