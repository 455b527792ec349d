export { type AffineTransformerOptions, additiveTransformer, affineTransformer } from './affine.js';
export type { SplineOptions } from './bins.js';
export { type TransformerName, transformerNames, transformerOf } from './by-name.js';
export { mapNumbers } from './map-numbers.js';
export { type MonotoneTransformerOptions, monotoneTransformer } from './monotone.js';
export { linearSplineTransformer, quadraticSplineTransformer } from './polynomial-splines.js';
export { rationalQuadraticTransformer } from './rational-quadratic.js';
export { type ConditionedMap, type Stretched, softBound, type Transformer } from './transformer.js';
