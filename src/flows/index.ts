export * from './autoregressive/index.js';
export { chain, isInvertible } from './chain.js';
export * from './conditioners/index.js';
export * from './constrained/index.js';
export * from './continuous/index.js';
export * from './convolution/index.js';
export * from './coupling/index.js';
export { defineFlow, type FlowDefinition, type FlowMap } from './define.js';
export { determinant } from './determinant.js';
export { affine } from './elementwise/affine.js';
export { type AffineValues, affineParams, readAffineParams } from './elementwise/affine-params.js';
export { leakyRelu } from './elementwise/leaky-relu.js';
export { monotone } from './elementwise/monotone.js';
export { type PointwiseName, pointwise } from './elementwise/pointwise.js';
export { sinhArcsinh } from './elementwise/sinh-arcsinh.js';
export {
  readSinhArcsinhParams,
  type SinhArcsinhValues,
  sinhArcsinhParams,
  type UnconstrainedSinhArcsinhValues,
} from './elementwise/sinh-arcsinh-params.js';
export { slog } from './elementwise/slog.js';
export {
  readSlogParams,
  type SlogValues,
  slogParams,
  type UnconstrainedSlogValues,
} from './elementwise/slog-params.js';
export { checkFinite, checkFlowInput, type Flow, type InvertibleFlow, type Transformed } from './flow.js';
export { detachedDistribution, type FlowDistribution, flowDistribution, type Scored } from './flow-distribution.js';
export { type FlowErrors, flowErrors } from './flow-errors.js';
export { flowFrom } from './flow-from.js';
export { flowWeights } from './flow-weights.js';
export { identity } from './identity.js';
export { invert } from './invert.js';
export { differenceJacobian, jacobianAt } from './jacobian.js';
export type { Side } from './linear/matrix.js';
export { type OrthogonalFlow, type OrthogonalOptions, orthogonal } from './linear/orthogonal.js';
export {
  type PermutationFlow,
  type PermutationKind,
  type PermutationOptions,
  permutation,
} from './linear/permutation.js';
export { type PluOptions, plu } from './linear/plu.js';
export { type PluFactors, pluParams, readPluParams } from './linear/plu-params.js';
export { type QrOptions, qr } from './linear/qr.js';
export { type QrFactors, qrParams, readQrParams } from './linear/qr-params.js';
export { type TriangularOptions, triangular } from './linear/triangular.js';
export { readTriangularParams, triangularParams } from './linear/triangular-params.js';
export { type MappedPoints, mapPoints } from './map-points.js';
export { matrixProduct, type PlainMatrix, toRows, transpose } from './plain-matrix.js';
export { type PlanarConstraint, type PlanarOptions, planar } from './planar.js';
export { type PlanarLayer, planarParams, readPlanarParams } from './planar-params.js';
export { withProbes } from './probes.js';
export { type RadialOptions, radial } from './radial.js';
export {
  type RadialLayer,
  radialParams,
  readRadialParams,
  type UnconstrainedRadialLayer,
} from './radial-params.js';
export * from './residual/index.js';
export { type SylvesterKind, type SylvesterOptions, sylvester } from './sylvester/sylvester.js';
export { readSylvesterParams, type SylvesterLayer, sylvesterParams } from './sylvester/sylvester-params.js';
export * from './transformers/index.js';
