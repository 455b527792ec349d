import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { rowOf, type Values } from '../tensors/values.js';
import type { Flow } from './flow.js';

/**
 * Jacobian ∂z'/∂z of a flow at one point, `J[i][j]` = ∂z'_i/∂z_j, by automatic differentiation in float32:
 * D backward passes at once, one per row. For looking at a flow; what trains uses the flow's own logDet.
 * @param params P numbers or a tensor [1, P]
 * @throws RangeError if the point does not have D numbers
 */
export function jacobianAt(flow: Flow, params: Values, point: ArrayLike<number>): number[][] {
  const D = flow.dim;
  if (point.length !== D) throw new RangeError(expected('`point`', `have ${D} numbers`, point.length, flow.name));
  return tf.tidy(() => {
    const row = rowOf(params);
    const copies = tf.tile(tf.tensor2d(Array.from(point), [1, D]), [D, 1]);
    // Copy i of the point has output i as its loss; samples do not influence each other.
    const outputs = (z: tf.Tensor) => tf.sum(tf.mul(flow.forward(z.as2D(D, D), row).z, tf.eye(D)));
    return tf.grad(outputs)(copies).as2D(D, D).arraySync();
  });
}

/**
 * Jacobian of any map of ℝᴰ at one point by central differences in float64, with an error of order step².
 * @param step default 1e-5
 */
export function differenceJacobian(
  map: (x: readonly number[]) => readonly number[],
  point: readonly number[],
  step = 1e-5,
): number[][] {
  const moved = (j: number, by: number) => map(point.map((x, k) => (k === j ? x + by : x)));
  const columns = point.map((_, j) => {
    const [up, down] = [moved(j, step), moved(j, -step)];
    return up.map((value, i) => (value - down[i]!) / (2 * step));
  });
  return columns[0]!.map((_, i) => columns.map((column) => column[i]!));
}
