import * as tf from '@tensorflow/tfjs';
import { splitColumns, splitEvenly } from '../../tensors/split.js';
import { checkCount, defineFlow, nothing } from '../define.js';
import type { InvertibleFlow, Transformed } from '../flow.js';
import { checkFlowInput } from '../flow.js';
import {
  betweenZeroAndOne,
  checkOptions,
  countFrom,
  type OptionChecks,
  oneOf,
  positive,
  widths,
  yesOrNo,
} from '../options.js';
import { type BoundContraction, type Contraction, contraction } from './contraction.js';
import { type BanachOptions, banachDefaults, type Way } from './fixed-point.js';
import { estimatedLogDet, exactLogDet, noisePerProbe, type SeriesOptions, seriesNoise } from './log-det.js';
import { solve } from './solve.js';

export interface ResidualOptions extends SeriesOptions, BanachOptions {
  /** K, how many layers are stacked. Default 1. */
  layers?: number;
  /** Hidden widths of each layer's network. Default [32]. */
  hidden?: readonly number[];
  /** c < 1, how far g contracts. Near 1 the map bends more, and its inverse and series take longer. Default 0.9. */
  lipschitz?: number;
  /**
   * `exact` costs D forward-mode products and an elimination, O(D³); `series` is an unbiased estimate where the flow is
   * given `probes`, as in training, and exact where it is not. Default `exact` for D ≤ 3, else `series`.
   */
  logDet?: 'exact' | 'series';
}

const checks: OptionChecks<ResidualOptions> = {
  layers: countFrom(1),
  hidden: widths,
  lipschitz: betweenZeroAndOne,
  logDet: oneOf('logDet', ['exact', 'series']),
  probes: countFrom(1),
  terms: countFrom(1),
  roulette: yesOrNo,
  tolerance: positive,
  maxIterations: countFrom(1),
};

/** What the inverse went through. */
export interface Solved extends Transformed {
  /** Fixed-point steps of each layer, last layer first. */
  iterations: number[];
  /** The largest last step, relative to the numbers at hand. */
  lastStep: number;
}

export interface ResidualFlow extends InvertibleFlow<'numeric'> {
  /**
   * forward, with the standard error of logDet from the spread of the m estimates, [B]; 0 where logDet is exact, as it is
   * without probes.
   * @throws RangeError for a series with fewer than 2 probes
   */
  forwardWithError(
    z: tf.Tensor2D,
    params: tf.Tensor2D,
    probes?: tf.Tensor2D,
  ): Transformed & { standardError: tf.Tensor1D };
  /** inverse, with the number of iterations. */
  solve(z: tf.Tensor2D, params: tf.Tensor2D, probes?: tf.Tensor2D): Solved;
}

/**
 * Residual flow, z' = z + g(z) with g a contraction, K layers.
 * Source: Behrmann et al. 2019; Chen et al. 2019. The inverse is the limit of z ← z' − g(z) (Banach).
 * For `series`, probes are standard normal numbers, fresh at each step: [B | 1, K·m(D + 2)], or K·m·D without roulette.
 * They have to be fresh, since parameters can learn to please one draw.
 * @returns parameters layer after layer, each W, b of its network in turn; the start is the identity
 * @throws RangeError for an option out of range, such as lipschitz not between 0 and 1; and from the inverse if the
 *         iteration has not converged
 * @example
 * ```ts
 * import { flowErrors, residual } from 'vinf';
 *
 * const flow = residual(2, { layers: 2, hidden: [16] });
 * const { logDetError, inverseError } = flowErrors(flow, flow.initialParams(0), [[1, -1]]);
 * console.log(logDetError < 1e-5, inverseError! < 1e-5); // true true
 * ```
 */
export function residual(dim: number, options: ResidualOptions = {}): ResidualFlow {
  checkCount('dim', dim, 'residual');
  checkOptions(options, checks, 'residual');
  const { layers: K = 1, hidden = [32] } = options;
  const settings = settingsOf(dim, options);
  const { exact, probes, terms, roulette, tolerance, maxIterations } = settings;
  const contractions = Array.from({ length: K }, () => contraction(dim, hidden, settings.c));
  const sizes = contractions.flatMap((each) => each.sizes);
  const bind = (params: tf.Tensor2D): BoundContraction[] => bindAll(contractions, splitColumns(params, sizes));
  const flow = defineFlow({
    name: 'residual',
    config: { layers: K, hidden, lipschitz: settings.c },
    description: { logDet: exact ? 'exact' : 'series', probes, terms, roulette, tolerance, maxIterations },
    dim,
    paramCount: sizes.reduce((sum, size) => sum + size, 0),
    probeDim: exact ? 0 : K * probes * noisePerProbe(dim, roulette),
    inverseKind: 'numeric',
    forward(z, params, _, noise) {
      const { z: out, logDets } = forwardAll(settings, bind(params), z, noise);
      return { z: out, logDet: tf.mean(logDets, 1) };
    },
    inverse: (z, params, _, noise) => invertAll(settings, bind(params), z, noise),
    initialParams: (seed) =>
      Float32Array.from(contractions.flatMap((each, k) => [...each.initial(seed, `residual/layer${k}`)])),
  });
  return {
    ...flow,
    forwardWithError(z, params, noise) {
      checkFlowInput(flow, z, params, undefined, noise);
      if (noise) checkCount('probes', probes, 'residual, standard error', 2);
      if (z.shape[0] === 0) return { ...nothing(dim), standardError: tf.zeros([0]) };
      return tf.tidy(() => withError(forwardAll(settings, bind(params), z, noise)));
    },
    solve(z, params, noise) {
      checkFlowInput(flow, z, params, undefined, noise);
      if (z.shape[0] === 0) return { ...nothing(dim), iterations: contractions.map(() => 0), lastStep: 0 };
      const ways: Way[] = [];
      const out = tf.tidy(() => ({ ...invertAll(settings, bind(params), z, noise, (way) => ways.push(way)) }));
      const lastStep = Math.max(...ways.map((way) => way.lastStep));
      return { ...out, iterations: ways.map(({ iterations }) => iterations), lastStep };
    },
  };
}

interface Settings {
  c: number;
  exact: boolean;
  probes: number;
  terms: number;
  roulette: boolean;
  tolerance: number;
  maxIterations: number;
}

function settingsOf(dim: number, options: ResidualOptions): Settings {
  const { lipschitz: c = 0.9, probes = 1, terms = 8, roulette = true } = options;
  const { logDet = dim <= 3 ? 'exact' : 'series' } = options;
  const { tolerance = banachDefaults.tolerance, maxIterations = banachDefaults.maxIterations } = options;
  return { c, exact: logDet === 'exact', probes, terms, roulette, tolerance, maxIterations };
}

function bindAll(contractions: readonly Contraction[], pieces: tf.Tensor2D[]): BoundContraction[] {
  return contractions.map((each) => each.bind(pieces.splice(0, each.sizes.length)));
}

/** ln det(I + ∂g/∂z) at z, [B, m], and g there; exact, and m = 1, without noise. */
function change(settings: Settings, g: BoundContraction, z: tf.Tensor2D, noise: tf.Tensor2D | undefined) {
  const { probes, terms, roulette, c } = settings;
  const [batch, dim] = z.shape;
  const { value, slopes } = g.apply(z);
  const logDets = noise
    ? estimatedLogDet(g, slopes, seriesNoise(noise, batch, dim, probes, roulette), terms, c)
    : exactLogDet(g, slopes, batch, dim);
  return { value, logDets };
}

function forwardAll(settings: Settings, layers: readonly BoundContraction[], z: tf.Tensor2D, noise?: tf.Tensor2D) {
  const noises = noise && splitEvenly<number>(noise, layers.length);
  const totals: tf.Tensor2D[] = [];
  let zk = z;
  for (const [k, g] of layers.entries()) {
    const { value, logDets } = change(settings, g, zk, noises?.[k]);
    zk = tf.add(zk, value);
    totals.push(logDets);
  }
  return { z: zk, logDets: tf.addN(totals) };
}

function invertAll(
  settings: Settings,
  layers: readonly BoundContraction[],
  z: tf.Tensor2D,
  noise?: tf.Tensor2D,
  told?: (way: Way) => void,
): Transformed {
  const noises = noise && splitEvenly<number>(noise, layers.length);
  const totals: tf.Tensor2D[] = [];
  let zk = z;
  for (const [k, g] of [...layers.entries()].reverse()) {
    zk = solve(g, zk, settings, told);
    totals.push(change(settings, g, zk, noises?.[k]).logDets);
  }
  return { z: zk, logDet: tf.neg(tf.mean<tf.Tensor1D>(tf.addN(totals), 1)) };
}

function withError({ z, logDets }: { z: tf.Tensor2D; logDets: tf.Tensor2D }) {
  const m = logDets.shape[1];
  const mean = tf.mean(logDets, 1, true);
  const squares = tf.sum(tf.square(tf.sub(logDets, mean)), 1);
  const standardError = tf.sqrt(tf.div<tf.Tensor1D>(squares, Math.max(1, m * (m - 1))));
  return { z, logDet: tf.squeeze<tf.Tensor1D>(mean, [1]), standardError };
}
