export {
  type AdaptiveConvolutionOptions,
  type ConvolutionCouplingOptions,
  convolutionCoupling,
  convolutionMap,
} from './adaptive.js';
export type { ConvolutionOptions, Parametrisation } from './convolution.js';
export { type CircularConvolutionOptions, circularConvolution, symmetricConvolution } from './flows.js';
export { type ConvolutionKind, type ConvolutionStackOptions, convolutionStack } from './stack.js';
export type { TransformMethod } from './transform.js';
