import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../../../src/flows/flow.js';
import { type Arguments, drawRows, type FlowCase, indices, type Rows, table, tensorsOf } from './case.js';
import type { Matrix } from './matrix.js';

/** Values of a flow at every row: z', logDet, the Jacobian ∂z'/∂z by autodiff, and the gradient of logDet. */
export interface Local {
  z: number[][];
  out: number[][];
  logDet: number[];
  jacobian: Matrix[];
  logDetGradient: number[][];
}

const evaluated = new WeakMap<Flow, Local>();

/** The flow at the rows that `drawRows` draws for it, computed once. */
export function evaluate(flow: Flow, item: FlowCase): Local {
  const known = evaluated.get(flow) ?? evaluateRows(flow, drawRows(flow, item));
  evaluated.set(flow, known);
  return known;
}

/**
 * Each row is repeated D times and each copy gets another output as its loss, so that one backward pass
 * gives all Jacobians. Rows do not influence each other: that is what the check `rows` is for.
 */
function evaluateRows(flow: Flow, data: Rows): Local {
  return tf.tidy(() => {
    const repeated = indices(data.count).flatMap((row) => indices(flow.dim).map(() => row));
    const oneHot = tf.tile(tf.eye(flow.dim), [data.count, 1]);
    const jacobians = gradient(flow, tensorsOf(flow, data, repeated), (z) => tf.sum(tf.mul(z, oneHot)));
    const inputs = tensorsOf(flow, data);
    const { z, logDet } = flow.forward(...inputs);
    const rows = table(jacobians);
    return {
      z: table(inputs[0]),
      out: table(z),
      logDet: [...logDet.dataSync()],
      jacobian: indices(data.count).map((r) => rows.slice(r * flow.dim, (r + 1) * flow.dim)),
      logDetGradient: table(gradient(flow, inputs, (_, value) => tf.sum(value))),
    };
  });
}

function gradient(flow: Flow, inputs: Arguments, loss: (z: tf.Tensor2D, logDet: tf.Tensor1D) => tf.Tensor): tf.Tensor {
  const [start, ...rest] = inputs;
  return tf.grad((x) => {
    const { z, logDet } = flow.forward(x as tf.Tensor2D, ...rest);
    // z takes part with weight 0, so that a constant logDet has the gradient 0 rather than none.
    return tf.add(loss(z, logDet), tf.mul(0, tf.sum(z))) as tf.Scalar;
  })(start);
}

/** The inverse of a flow at given images, with the parameters of `data`. */
export function evaluateInverse(flow: Flow, data: Rows, out: number[][]): { z: number[][]; logDet: number[] } {
  return tf.tidy(() => {
    const [, ...rest] = tensorsOf(flow, data);
    const { z, logDet } = flow.inverse!(tf.tensor2d(out, [data.count, flow.dim]), ...rest);
    return { z: table(z), logDet: [...logDet.dataSync()] };
  });
}
