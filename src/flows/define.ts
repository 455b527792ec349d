import * as tf from '@tensorflow/tfjs';
import { checkCount } from '../errors.js';
import type { PlainObject } from '../problem/plain.js';
import { checkFlowInput, type Flow, type InvertibleFlow, type Transformed } from './flow.js';

export { checkCount };

/** One direction of a map: [B, D] and [B | 1, P] in, a new [B, D] and its logDet [B] out. */
export type FlowMap = Flow['forward'];

/** What a family has to say about itself; `defineFlow` adds the checks and the housekeeping. */
export interface FlowDefinition {
  name: string;
  dim: number;
  /** Options that make another map of the same parameters, such as a seed or a bound; see `Flow`. Default none. */
  config?: PlainObject;
  /** What `flowFrom` has to know beyond the config, or in place of parts of it; see `Flow`. Default nothing. */
  description?: PlainObject;
  paramCount: number;
  /** C; 0 unless the map takes side information. */
  contextDim?: number;
  /** S; 0 unless logDet can be estimated from noise. */
  probeDim?: number;
  forward: FlowMap;
  /** Default: P zeros. */
  initialParams?(seed: number): Float32Array;
}

interface WithInverse<Kind> {
  inverseKind: Kind;
  inverse: FlowMap;
}

/**
 * Makes a flow of its definition: arguments are checked once at each call, intermediate tensors are disposed,
 * and the returned tensors are always new ones, the caller's to dispose.
 * @throws RangeError if dim is not a whole number of at least 1, or another count not one of at least 0
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { defineFlow, flowErrors, type Transformed } from 'vinf';
 *
 * const shift = (z: tf.Tensor2D, by: tf.Tensor): Transformed =>
 *   ({ z: tf.add(z, by), logDet: tf.zeros([z.shape[0]]) });
 * const forward = (z: tf.Tensor2D, params: tf.Tensor2D) => shift(z, params);
 * const inverse = (z: tf.Tensor2D, params: tf.Tensor2D) => shift(z, tf.neg(params));
 * const flow = defineFlow({ name: 'shift', dim: 2, paramCount: 2, inverseKind: 'exact', forward, inverse });
 * console.log(flowErrors(flow, [3, 4], [[0, 0]])); // { logDet: [ 0 ], logDetError: 0, inverseError: 0 }
 * ```
 */
export function defineFlow<Kind extends 'exact' | 'numeric'>(
  definition: FlowDefinition & WithInverse<Kind>,
): InvertibleFlow<Kind>;
export function defineFlow(definition: FlowDefinition): Flow;
export function defineFlow(definition: FlowDefinition & Partial<WithInverse<'exact' | 'numeric'>>): Flow {
  const { name, dim, paramCount, contextDim = 0, probeDim = 0, forward, inverse, inverseKind } = definition;
  checkCount('dim', dim, name);
  checkCount('paramCount', paramCount, name, 0);
  checkCount('contextDim', contextDim, name, 0);
  checkCount('probeDim', probeDim, name, 0);
  const config = { flow: name, dim, ...definition.config };
  const flow: Flow = {
    name,
    config,
    description: { ...config, ...definition.description },
    dim,
    paramCount,
    contextDim,
    probeDim,
    inverseKind: inverseKind ?? 'none',
    forward: (...tensors) => run(flow, forward, ...tensors),
    initialParams: definition.initialParams ?? (() => new Float32Array(paramCount)),
  };
  if (inverse) flow.inverse = (...tensors) => run(flow, inverse, ...tensors);
  return flow;
}

function run(flow: Flow, map: FlowMap, ...tensors: Parameters<FlowMap>): Transformed {
  checkFlowInput(flow, ...tensors);
  const [z] = tensors;
  if (z.shape[0] === 0) return nothing(flow.dim);
  return tf.tidy(() => {
    const out = map(...tensors);
    // The identity hands its argument back; a copy keeps ownership simple.
    return { z: out.z === z ? z.clone() : out.z, logDet: out.logDet };
  });
}

/** What a map makes of an empty batch: kernels of tfjs differ in whether they take one. */
export const nothing = (dim: number): Transformed => ({ z: tf.zeros([0, dim]), logDet: tf.zeros([0]) });
