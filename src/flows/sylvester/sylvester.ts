import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import { noise } from '../../random/index.js';
import { splitColumns, splitEvenly } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow, Transformed } from '../flow.js';
import {
  fullMatrix,
  joinColumns,
  multiply,
  type Triangle,
  triangle,
  triangleSize,
  weighted,
} from '../linear/matrix.js';
import { checkOptions, countBetween, countFrom, type OptionChecks, oneOf } from '../options.js';
import { tanhRoot } from '../tanh-root.js';
import { type Basis, type BasisFamily, bases } from './sylvester-basis.js';

export type SylvesterKind = 'orthogonal' | 'householder' | 'triangular';

export interface SylvesterOptions {
  /**
   * How Q is made: an iteratively orthonormalised matrix (`orthogonal`), a product of reflections (`householder`, the
   * default), or the identity and the reversal in turn, layer by layer (`triangular`).
   */
  kind?: SylvesterKind;
  /** m, how many columns Q has; D for `triangular`. Default D. */
  columns?: number;
  /** How many reflections make up Q, for `householder`. Default m. */
  reflections?: number;
  /** K, how many layers are stacked. Default 1. */
  layers?: number;
}

/** Smaller than any determinant that float32 computes here; keeps ln away from 0 where 1 + r·r̃ underflows. */
const tiny = 1e-37;

/**
 * Sylvester flow, z' = z + Q R tanh(R̃ Qᵀz + b), K layers: Q [D, m] with orthonormal columns, R and R̃ upper triangular
 * with diagonals r, r̃ in (−1, 1), so that rᵢr̃ᵢ > −1 and ln|det| = Σᵢ ln(1 + tanh'ᵢ·rᵢr̃ᵢ).
 * Source: van den Berg, Hasenclever, Tomczak & Welling 2018, "Sylvester normalizing flows", eqs. 8–12.
 * Samples are rows here, but every matrix acts from the left: R̃ᵀ and Rᵀ in their places would break the formula.
 * The inverse is a substitution in which each of the m unknowns is the root of one increasing equation.
 * @param dim D
 * @returns a flow with K(q + m(m − 1) + 3m) parameters: Q | R | R̃ beside their diagonals | raw r | raw r̃ | b, each
 *          layer after layer; q is Dm (`orthogonal`), D·reflections (`householder`) or 0 (`triangular`);
 *          `sylvesterParams` makes them of layers by name
 * @throws RangeError for an unknown kind, m outside 1 … D, or m ≠ D for `triangular`
 * @example
 * ```ts
 * import { flowDistribution, noise, standardNormal, sylvester } from 'vinf';
 *
 * const flow = sylvester(10, { kind: 'orthogonal', layers: 2, columns: 4 });
 * console.log(flow.paramCount); // 128
 * const q = flowDistribution(standardNormal(10), flow, flow.initialParams(0));
 * console.log(q.sample(5, noise(0, 'draws')).shape); // [ 5, 10 ]
 * ```
 */
export function sylvester(dim: number, options: SylvesterOptions = {}): InvertibleFlow<'numeric'> {
  checkSylvester(dim, options, 'sylvester');
  const { kind = 'householder', layers: K = 1, columns: m = dim, reflections = m } = options;
  const family = bases[kind](dim, m, reflections);
  const beside = K * triangleSize(m);
  const sizes = [K * family.size, beside, beside, K * m, K * m, K * m] as const;
  const sylvesterLayersOf = (params: tf.Tensor2D) => sylvesterLayers(splitColumns(params, sizes), family, m, K);
  return defineFlow({
    name: 'sylvester',
    config: { kind, layers: K, columns: m, ...(kind === 'householder' && { reflections }) },
    dim,
    paramCount: sizes.reduce((sum, size) => sum + size, 0),
    inverseKind: 'numeric',
    forward: (z, params) => sylvesterForward(z, sylvesterLayersOf(params)),
    inverse: (z, params) => sylvesterInverse(z, sylvesterLayersOf(params)),
    // R = 0 is the identity; the rest is drawn so that R has a gradient.
    initialParams: (seed) =>
      Float32Array.from([
        ...family.initial(seed, K),
        ...new Float32Array(beside),
        ...noise(seed, 'sylvester/beside')
          .normal(beside)
          .map((x) => 0.1 * x),
        ...new Float32Array(K * m),
        ...noise(seed, 'sylvester/diagonal')
          .normal(K * m)
          .map((x) => 0.1 * x),
        ...new Float32Array(K * m),
      ]),
  });
}

/** @throws RangeError as `sylvester` does */
export function checkSylvester(dim: number, options: SylvesterOptions, where: string): void {
  checkCount('dim', dim, where);
  checkOptions(options, { ...checks, columns: countBetween(1, dim) }, where);
  const { kind, columns: m = dim } = options;
  if (kind === 'triangular' && m < dim) throw new RangeError(expected('columns', `be ${dim}`, m, `${where}, ${kind}`));
}

const checks: OptionChecks<Omit<SylvesterOptions, 'columns'>> = {
  kind: oneOf('Sylvester flow', Object.keys(bases)),
  layers: countFrom(1),
  reflections: countFrom(1),
};

/** One layer's matrices; b, r, r̃ and slack = 1 + r·r̃ are [rows, m]. */
interface SylvesterLayer {
  basis: Basis;
  R: Triangle;
  RTilde: Triangle;
  b: tf.Tensor2D;
  slack: tf.Tensor2D;
}

/** q, R and R̃ beside their diagonals, these diagonals before their tanh, and b, of all layers. */
type Parts = readonly [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

function sylvesterLayers(parts: Parts, family: BasisFamily, m: number, K: number): SylvesterLayer[] {
  const [q, R, RTilde, rawR, rawRTilde, b] = parts;
  const layerBases = family.layers(q, K);
  const split = (x: tf.Tensor2D) => (x.shape[1] === 0 ? new Array<tf.Tensor2D>(K).fill(x) : splitEvenly(x, K));
  const [Rs, RTildes, bs] = [split(R), split(RTilde), split(b)];
  const [rs, rTildes, slacks] = [split(tf.tanh(rawR)), split(tf.tanh(rawRTilde)), split(slackOf(rawR, rawRTilde))];
  return layerBases.map((basis, k) => ({
    basis,
    R: triangle('upper', Rs[k]!, m, rs[k]!),
    RTilde: triangle('upper', RTildes[k]!, m, rTildes[k]!),
    b: bs[k]!,
    slack: slacks[k]!,
  }));
}

/** 1 + tanh(a)tanh(b) = cosh(a + b)/(cosh a · cosh b), which does not cancel where the product is near −1. */
function slackOf(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // ln cosh x + ln 2
  const logCosh = (x: tf.Tensor) => tf.add(tf.abs(x), tf.softplus(tf.mul(-2, tf.abs(x))));
  const logSlack = tf.sub(logCosh(tf.add(a, b)), tf.add(logCosh(a), logCosh(b)));
  return tf.exp(tf.add<tf.Tensor2D>(logSlack, Math.log(2)));
}

function sylvesterForward(z: tf.Tensor2D, layers: SylvesterLayer[]): Transformed {
  const ts: tf.Tensor2D[] = [];
  let zk = z;
  for (const { basis, R, RTilde, b } of layers) {
    const t = tf.tanh(tf.add<tf.Tensor2D>(multiply(fullMatrix(RTilde), basis.project(zk)), b));
    zk = tf.add(zk, basis.expand(multiply(fullMatrix(R), t)));
    ts.push(t);
  }
  return { z: zk, logDet: logDetOf(ts, layers) };
}

function sylvesterInverse(z: tf.Tensor2D, layers: SylvesterLayer[]): Transformed {
  const ts: tf.Tensor2D[] = [];
  let zk = z;
  for (const layer of [...layers].reverse()) {
    const t = activations(layer, layer.basis.project(zk));
    zk = tf.sub(zk, layer.basis.expand(multiply(fullMatrix(layer.R), t)));
    ts.unshift(t);
  }
  return { z: zk, logDet: tf.neg(logDetOf(ts, layers)) };
}

/**
 * tanh(R̃x + b) where x + R tanh(R̃x + b) = v, from the last coordinate to the first: with those after it known,
 * ξ = r̃ᵢxᵢ + e solves ξ + rᵢr̃ᵢ tanh ξ = r̃ᵢ(vᵢ − Σ_{j>i} R_ij t_j) + e, where e = bᵢ + Σ_{j>i} R̃_ij x_j.
 */
function activations({ R, RTilde, b, slack }: SylvesterLayer, v: tf.Tensor2D): tf.Tensor2D {
  const m = R.lines.length;
  const split = (x: tf.Tensor2D) => splitEvenly(x, m);
  const [vs, bs, slacks] = [split(v), split(b), split(slack)];
  const [rs, rTildes] = [split(R.diagonal!), split(RTilde.diagonal!)];
  let xs: tf.Tensor2D[] = [];
  let ts: tf.Tensor2D[] = [];
  for (let i = m - 1; i >= 0; i--) {
    const rest: tf.Tensor2D = tf.sub(vs[i]!, weighted(R.lines[i]!, ts));
    const e = tf.add(bs[i]!, weighted(RTilde.lines[i]!, xs));
    const right: tf.Tensor2D = tf.add(tf.mul(rTildes[i]!, rest), e);
    const t = tf.tanh(tanhRoot(right, tf.broadcastTo(slacks[i]!, right.shape)));
    ts = [t, ...ts];
    xs = [tf.sub(rest, tf.mul(rs[i]!, t)), ...xs];
  }
  return joinColumns(ts);
}

/** Σ ln(1 + (1 − t²)·r·r̃) over columns and layers, as t² + (1 − t²)(1 + r·r̃): non-negative terms. */
function logDetOf(ts: tf.Tensor2D[], layers: SylvesterLayer[]): tf.Tensor1D {
  const t2 = tf.square(joinColumns(ts));
  const slack = joinColumns(layers.map((layer) => layer.slack));
  const det = tf.add(t2, tf.mul(tf.sub(1, t2), slack));
  return tf.sum(tf.log(tf.add(det, tiny)), 1);
}
