export type { TransformMethod } from '../../tensors/orthonormal-transform.js';
export {
  type AdaptiveConvolutionOptions,
  type ConvolutionCouplingOptions,
  convolutionCoupling,
  convolutionMap,
} from './adaptive.js';
export { type CircularSpectrum, circularConvolutionParams, readCircularConvolutionParams } from './circular-params.js';
export type { ConvolutionKind, ConvolutionOptions, Parametrisation } from './convolution.js';
export { type CircularConvolutionOptions, circularConvolution, symmetricConvolution } from './flows.js';
export { type ImageConvolutionOptions, imageConvolution } from './image.js';
export { type ConvolutionStackOptions, convolutionStack } from './stack.js';
