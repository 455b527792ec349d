import * as tf from '@tensorflow/tfjs';
import type { TransformMethod } from '../../tensors/orthonormal-transform.js';
import { slices } from '../../tensors/split.js';
import { coupling } from '../coupling/coupling.js';
import { type CouplingOptions, familyChecks } from '../coupling/options.js';
import { checkCount } from '../define.js';
import { slog as slogFlow } from '../elementwise/slog.js';
import type { InvertibleFlow } from '../flow.js';
import { checkOptions, type OptionChecks, yesOrNo } from '../options.js';
import { type ConditionedMap, type Stretched, softBound } from '../transformers/transformer.js';
import {
  type Convolution,
  type ConvolutionKind,
  convolutionChecks,
  convolutionNamed,
  kindCheck,
} from './convolution.js';

export interface AdaptiveConvolutionOptions {
  /** Default `circular`. */
  kind?: ConvolutionKind | undefined;
  method?: TransformMethod | undefined;
  /** Softly bounds every ρ and ln s between −bound and bound. Default 3. */
  bound?: number | undefined;
  /** Whether S-Log with α(z_A) follows; the layer then starts near the identity, not at it. Default false. */
  slog?: boolean | undefined;
}

const checks: OptionChecks<AdaptiveConvolutionOptions> = { ...convolutionChecks, kind: kindCheck, slog: yesOrNo };

/** Shifts the raw α so that 0 means α = 0.01, where S-Log departs from the identity by 0.005·z². */
const alphaOffset = Math.log(Math.expm1(0.01));

/**
 * The map of a half, z' = f_α(w ⊛ (s ⊙ z) + t), with the kernel w, the scale s, the shift t (and α) given per sample.
 * logDet = Σ ln s + Σ_k ln|ŵ_k| + Σ ln f_α'. n = 3, or 4 with S-Log: spectrum, ln s, t, α.
 * @throws RangeError for an option out of range
 */
export function convolutionMap(options: AdaptiveConvolutionOptions = {}): ConditionedMap<'exact'> {
  checkOptions(options, checks, 'convolution map');
  const { kind = 'circular', method = 'auto', bound = 3, slog = false } = options;
  const make = convolutionNamed(kind);
  const bySize = new Map<number, Convolution>();
  const convolutionOf = (d: number): Convolution => {
    const known = bySize.get(d) ?? make(d, { method, bound });
    bySize.set(d, known);
    return known;
  };
  const n = slog ? 4 : 3;
  const unpack = (numbers: tf.Tensor3D) => {
    const [kernel, a, t, alpha] = slog ? slices(numbers, 4) : [...slices(numbers, 3), null];
    return { kernel, logScale: softBound(a, bound), t, alpha: alpha && tf.add<tf.Tensor2D>(alpha, alphaOffset) };
  };
  return {
    name: `${kind}-convolution`,
    config: { bound, slog },
    description: { method },
    paramCount: n,
    inverseKind: 'exact',
    coordinatewise: false,
    forward(z, numbers) {
      const { kernel, logScale, t, alpha } = unpack(numbers);
      const out = convolutionOf(z.shape[1]).apply(tf.mul(z, tf.exp(logScale)), kernel, 'forward');
      const logDets = [logScale, out.logDet];
      const shifted: tf.Tensor2D = tf.add(out.z, t);
      return alpha ? bend(shifted, alpha, logDets, 'forward') : joined(shifted, logDets);
    },
    inverse(z, numbers) {
      const { kernel, logScale, t, alpha } = unpack(numbers);
      const flat = alpha ? bend(z, alpha, [], 'inverse') : { z, logSlope: null };
      const out = convolutionOf(z.shape[1]).apply(tf.sub(flat.z, t), kernel, 'inverse');
      const back = tf.neg(logScale);
      const logDets = flat.logSlope ? [back, out.logDet, flat.logSlope] : [back, out.logDet];
      return joined(tf.mul(out.z, tf.exp(back)), logDets);
    },
  };
}

const joined = (z: tf.Tensor2D, logDets: tf.Tensor2D[]): Stretched => ({ z, logSlope: tf.concat(logDets, 1) });

function bend(z: tf.Tensor2D, alpha: tf.Tensor2D, logDets: tf.Tensor2D[], direction: 'forward' | 'inverse'): Stretched {
  const out = slogFlow(z.shape[1])[direction](z, alpha);
  return joined(out.z, [...logDets, tf.expandDims(out.logDet, 1)]);
}

export interface ConvolutionCouplingOptions
  extends AdaptiveConvolutionOptions,
    Omit<CouplingOptions, 'transformer' | 'name'> {}

/**
 * Data-adaptive convolution in a coupling, z_B' = f_α(w(z_A) ⊛ (s(z_A) ⊙ z_B) + t(z_A)), K layers whose halves swap
 * roles. With w = δ and f = id it is RealNVP, with s = 1 too it is NICE. The start is the identity, apart from S-Log.
 * Source: Karami et al. 2019.
 * @param dim D ≥ 2
 * @throws RangeError for a dim or an option out of range
 */
export function convolutionCoupling(dim: number, options: ConvolutionCouplingOptions = {}): InvertibleFlow<'exact'> {
  checkCount('dim', dim, 'convolution-coupling', 2);
  checkOptions(options, { ...familyChecks(dim), ...checks }, 'convolution-coupling');
  const { kind, method, bound, slog, ...rest } = options;
  const transformer = convolutionMap({ kind, method, bound, slog });
  return coupling(dim, { ...rest, transformer, name: 'convolution-coupling' }) as InvertibleFlow<'exact'>;
}
