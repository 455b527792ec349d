import * as tf from '@tensorflow/tfjs';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow, Transformed } from '../flow.js';
import { checkOptions, type OptionChecks } from '../options.js';
import {
  type Convolution,
  type ConvolutionKind,
  type ConvolutionOptions,
  convolutionChecks,
  convolutionNamed,
  kindCheck,
} from './convolution.js';

export interface ImageConvolutionOptions extends ConvolutionOptions {
  /** Default `circular`. */
  kind?: ConvolutionKind;
}

const checks: OptionChecks<ImageConvolutionOptions> = { ...convolutionChecks, kind: kindCheck };

/**
 * Separable convolution of images, Z' = C_h·Z·C_wᵀ: every row with one kernel, then every column with another.
 * logDet = H·Σ ln|ŵ_w| + W·Σ ln|ŵ_h|. Kernels are described as in `circularConvolution` and `symmetricConvolution`.
 * Source: Karami et al. 2019, for images. Parameters: W numbers of the rows' kernel, H of the columns'; 0 is the identity.
 * @param height H; samples are [B, H·W], row by row
 * @param width  W
 * @throws RangeError for an unknown kind or method, a bound out of range, or a side that is not a whole number of at least 1
 */
export function imageConvolution(
  height: number,
  width: number,
  options: ImageConvolutionOptions = {},
): InvertibleFlow<'exact'> {
  checkCount('height', height, 'image-convolution');
  checkCount('width', width, 'image-convolution');
  checkOptions(options, checks, 'image-convolution');
  const { kind = 'circular', method = 'auto', bound } = options;
  const make = convolutionNamed(kind);
  const [ofRows, ofColumns] = [make(width, { method, bound }), make(height, { method, bound })];
  const kernels = (params: tf.Tensor2D) => splitColumns(params, [width, height]);
  return defineFlow({
    name: `image-convolution-${kind}`,
    config: { kind, height, width, bound: bound ?? Infinity },
    description: { flow: 'image-convolution', method },
    dim: height * width,
    paramCount: width + height,
    inverseKind: 'exact',
    forward(z, params) {
      const [w, h] = kernels(params);
      const across = everyLine(ofRows, z, w, height, 'forward');
      const down = everyLine(ofColumns, transposed(across.z, height, width), h, width, 'forward');
      return { z: transposed(down.z, width, height), logDet: tf.add(across.logDet, down.logDet) };
    },
    inverse(z, params) {
      const [w, h] = kernels(params);
      const down = everyLine(ofColumns, transposed(z, height, width), h, width, 'inverse');
      const across = everyLine(ofRows, transposed(down.z, width, height), w, height, 'inverse');
      return { z: across.z, logDet: tf.add(across.logDet, down.logDet) };
    },
  });
}

/** [B, H·W] as [B, W·H]: columns become rows. */
const transposed = (z: tf.Tensor2D, height: number, width: number): tf.Tensor2D =>
  tf.transpose(z.reshape([-1, height, width]), [0, 2, 1]).reshape([-1, width * height]);

/** One convolution of each of `count` lines of each sample; `numbers` [B | 1, N]. */
function everyLine(
  convolution: Convolution,
  z: tf.Tensor2D,
  numbers: tf.Tensor2D,
  count: number,
  direction: 'forward' | 'inverse',
): Transformed {
  const [batch, width] = [z.shape[0], z.shape[1] / count];
  const shared = numbers.shape[0] === 1;
  const each: tf.Tensor2D = shared
    ? numbers
    : tf.mul(tf.expandDims(numbers, 1), tf.ones([1, count, 1])).reshape([batch * count, width]);
  const out = convolution.apply(z.reshape([batch * count, width]), each, direction);
  const logDet: tf.Tensor1D = shared
    ? tf.broadcastTo(tf.mul(count, out.logDet).reshape([1]), [batch])
    : tf.sum(out.logDet.reshape([batch, count]), 1);
  return { z: out.z.reshape([batch, count * width]), logDet: logDet };
}
