import * as tf from '@tensorflow/tfjs';
import { noise } from '../../random/index.js';
import { rowProduct, rowProductBack, rowProducts } from '../../tensors/row-product.js';
import { squaredNorm } from './norm.js';

/** A network g with ‖g(x) − g(y)‖ ≤ c‖x − y‖, as columns of parameters. */
export interface Contraction {
  readonly sizes: readonly number[];
  /** Constrains the weights, once for any number of evaluations. */
  bind(arrays: readonly tf.Tensor2D[]): BoundContraction;
  /** Starting weights; the last layer is 0, so that g = 0. */
  initial(seed: number, name: string): Float32Array;
}

/** The same with its weights in place. */
export interface BoundContraction {
  /** The constrained weights, layer after layer, as `pull` takes them. */
  readonly weights: readonly tf.Tensor2D[];
  /** @param z [B, D] */
  apply(z: tf.Tensor2D): { value: tf.Tensor2D; slopes: tf.Tensor2D[] };
  /**
   * Forward-mode products, t ↦ (∂g/∂z)·t at the point where `slopes` come from.
   * @param t [B, T, D], T directions per sample
   */
  push(t: tf.Tensor3D, slopes: readonly tf.Tensor2D[]): tf.Tensor3D;
}

/** Largest slope of x·σ(x), reached at x = 2.3994, rounded up. */
const steepest = 1.09984;

/** x·σ(x) over its largest slope ("LipSwish", Chen et al. 2019): smooth, with slopes at most 1. */
function lipSwish(x: tf.Tensor2D): { value: tf.Tensor2D; slope: tf.Tensor2D } {
  const gate = tf.sigmoid(x);
  const value: tf.Tensor2D = tf.mul(x, tf.div(gate, steepest));
  return { value, slope: tf.add(tf.div(gate, steepest), tf.mul(value, tf.sub(1, gate))) };
}

/**
 * Multilayer perceptron whose layers have spectral norm below κ = c^{1/layers}, so that g contracts by c.
 * Source: Behrmann et al. 2019 (i-ResNet); Chen et al. 2019 for the activation.
 * Deviation: W·κ/√(κ² + ‖W‖²) in place of W·min(1, κ/‖W‖): smooth, and small weights stay almost as they are.
 */
export function contraction(dim: number, hidden: readonly number[], c: number): Contraction {
  const widths = [dim, ...hidden, dim];
  const depth = widths.length - 1;
  const kappa2 = c ** (2 / depth);
  const sizes = Array.from({ length: depth }, (_, l) => [widths[l]! * widths[l + 1]!, widths[l + 1]!]).flat();
  const constrain = (w: tf.Tensor2D, l: number): tf.Tensor2D => {
    const norm2 = squaredNorm(w.reshape([-1, widths[l]!, widths[l + 1]!])).reshape([-1, 1]);
    return tf.mul(w, tf.mul(Math.sqrt(kappa2), tf.rsqrt(tf.add(kappa2, norm2))));
  };
  return {
    sizes,
    bind(arrays) {
      const layers = Array.from({ length: depth }, (_, l) => ({
        w: constrain(arrays[2 * l]!, l),
        b: arrays[2 * l + 1]!,
        outputs: widths[l + 1]!,
      }));
      return {
        weights: layers.map(({ w }) => w),
        apply: (z) => apply(layers, z),
        push: (t, slopes) => push(layers, t, slopes),
      };
    },
    initial(seed, name) {
      const parts = Array.from({ length: depth - 1 }, (_, l) => {
        const scale = 1 / Math.sqrt(widths[l]!);
        const w = noise(seed, `${name}/w${l}`).normal(sizes[2 * l]!);
        const b = noise(seed, `${name}/b${l}`).normal(sizes[2 * l + 1]!);
        return [...w, ...b].map((x) => scale * x);
      });
      return Float32Array.from([...parts.flat(), ...new Array<number>(sizes.at(-2)! + sizes.at(-1)!).fill(0)]);
    },
  };
}

interface Layer {
  w: tf.Tensor2D;
  b: tf.Tensor2D;
  outputs: number;
}

function apply(layers: readonly Layer[], z: tf.Tensor2D): { value: tf.Tensor2D; slopes: tf.Tensor2D[] } {
  const slopes: tf.Tensor2D[] = [];
  let value = z;
  layers.forEach(({ w, b, outputs }, l) => {
    const h: tf.Tensor2D = tf.add(rowProduct(value, w, outputs), b);
    const bent = l < layers.length - 1 ? lipSwish(h) : null;
    if (bent) slopes.push(bent.slope);
    value = bent ? bent.value : h;
  });
  return { value, slopes };
}

function push(layers: readonly Layer[], t: tf.Tensor3D, slopes: readonly tf.Tensor2D[]): tf.Tensor3D {
  return layers.reduce((along, { w, outputs }, l) => {
    const next = rowProducts(along, w, outputs);
    const slope = slopes[l];
    return slope ? tf.mul(next, tf.expandDims(slope, 1)) : next;
  }, t);
}

/**
 * Reverse-mode products, a ↦ (∂g/∂z)ᵀ·a at the point where `slopes` come from.
 * @param a [B, D]
 */
export function pull(weights: readonly tf.Tensor2D[], a: tf.Tensor2D, slopes: readonly tf.Tensor2D[]): tf.Tensor2D {
  return weights.reduceRight<tf.Tensor2D>((back, w, l) => {
    const slope = slopes[l];
    return rowProductBack(slope ? tf.mul(back, slope) : back, w);
  }, a);
}
