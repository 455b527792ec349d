import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { rowProduct, rowProducts } from '../../tensors/row-product.js';

/** One layer with its weights in place: h ↦ h·W + offset + t·u. */
export interface VelocityLayer {
  /** [B | 1, inputs·outputs] */
  w: tf.Tensor2D;
  /** b, and what the context adds to it in the first layer, [B | 1, outputs] */
  offset: tf.Tensor2D;
  /** [B | 1, outputs] */
  u: tf.Tensor2D;
  inputs: number;
  outputs: number;
}

/** A network v(z, t) with its weights in place. */
export interface Velocity {
  readonly layers: readonly VelocityLayer[];
  /**
   * @param z [B, D]
   * @param t one time for all rows, or a column [B, 1]
   * @returns v, and the slopes of the hidden units there, layer after layer
   */
  at(z: tf.Tensor2D, t: Time): { value: tf.Tensor2D; slopes: tf.Tensor2D[] };
}

export type Time = number | tf.Tensor2D;

/** A velocity field as columns of parameters. */
export interface VelocityNetwork {
  readonly sizes: readonly number[];
  /** Side information enters once, not at every time. */
  bind(arrays: readonly tf.Tensor2D[], context?: tf.Tensor2D): Velocity;
  /** Starting weights; the last layer is 0, so that nothing moves. */
  initial(seed: number): Float32Array;
}

/**
 * Multilayer perceptron h ← a(h·W + b + t·u), a(x) = x·σ(x), linear in the last layer; context adds c·U to the first.
 * Its arrays are W, b, u of each layer in turn, with U after the first u. x·σ(x) is smooth, as the order of a solver asks,
 * and its slopes are bounded, so that no point gets to infinity in finite time.
 */
export function velocityNetwork(dim: number, hidden: readonly number[], contextDim: number): VelocityNetwork {
  const widths = [dim, ...hidden, dim];
  const shapes = widths.slice(1).map((outputs, l) => ({ inputs: widths[l]!, outputs }));
  const ofContext = contextDim > 0 ? [contextDim * widths[1]!] : [];
  const sizesOf = ({ inputs, outputs }: Shape, l: number) => [
    ...[inputs * outputs, outputs, outputs],
    ...(l === 0 ? ofContext : []),
  ];
  return {
    sizes: shapes.flatMap(sizesOf),
    bind(arrays, context) {
      const rest = [...arrays];
      const layers = shapes.map((shape, l) => {
        const [w, b, u, U] = rest.splice(0, sizesOf(shape, l).length) as [tf.Tensor2D, ...tf.Tensor2D[]];
        const offset: tf.Tensor2D = U && context ? tf.add(b!, rowProduct(context, U, shape.outputs)) : b!;
        return { ...shape, w, offset, u: u! };
      });
      return { layers, at: (z, t) => valueAt(layers, z, t) };
    },
    initial(seed) {
      const parts = shapes.slice(0, -1).map(({ inputs, outputs }, l) => {
        const draw = (what: string, count: number, scale: number) =>
          Array.from(noise(seed, `continuous/${what}${l}`).normal(count), (x) => scale * x);
        return [
          ...draw('w', inputs * outputs, (l === 0 ? detail : 1) / Math.sqrt(inputs)),
          ...draw('b', outputs, 1 / Math.sqrt(inputs)),
          ...draw('u', outputs, 1),
          ...(l === 0 ? draw('c', contextDim * outputs, 1 / Math.sqrt(contextDim)) : []),
        ];
      });
      const last = sizesOf(shapes.at(-1)!, shapes.length - 1).reduce((sum, size) => sum + size, 0);
      return Float32Array.from([...parts.flat(), ...new Array<number>(last).fill(0)]);
    },
  };
}

/** Weights of the first layer at the start, where points have scale 1: velocities that vary on less are learned sooner. */
const detail = 5;

interface Shape {
  inputs: number;
  outputs: number;
}

/** x·σ(x) and its slope. */
function swish(x: tf.Tensor2D): { value: tf.Tensor2D; slope: tf.Tensor2D } {
  const gate = tf.sigmoid(x);
  const value: tf.Tensor2D = tf.mul(x, gate);
  return { value, slope: tf.add(gate, tf.mul(value, tf.sub(1, gate))) };
}

function valueAt(layers: readonly VelocityLayer[], z: tf.Tensor2D, t: Time): ReturnType<Velocity['at']> {
  const slopes: tf.Tensor2D[] = [];
  let value = z;
  layers.forEach(({ w, offset, u, outputs }, l) => {
    const h: tf.Tensor2D = tf.add(rowProduct(value, w, outputs), tf.add(offset, tf.mul(t, u)));
    const bent = l < layers.length - 1 ? swish(h) : null;
    if (bent) slopes.push(bent.slope);
    value = bent ? bent.value : h;
  });
  return { value, slopes };
}

/**
 * Forward-mode products, a ↦ (∂v/∂z)·a at the point where `slopes` come from.
 * @param a [B, T, D], T directions per sample
 */
export function push(layers: readonly VelocityLayer[], a: tf.Tensor3D, slopes: readonly tf.Tensor2D[]): tf.Tensor3D {
  return layers.reduce((along, { w, outputs }, l) => {
    const next = rowProducts(along, w, outputs);
    const slope = slopes[l];
    return slope ? tf.mul(next, tf.expandDims(slope, 1)) : next;
  }, a);
}
