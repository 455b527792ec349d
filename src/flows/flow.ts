import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { PlainObject } from '../problem/plain.js';

/** A batch of samples after a map, and the logarithm of the map's volume change at each. */
export interface Transformed {
  /** [B, D] */
  z: Tensor2D;
  /** [B], ln|det ∂z'/∂z| in nats */
  logDet: Tensor1D;
}

/**
 * An invertible map of ℝᴰ: a pure function of samples and unconstrained parameters, owning no variable.
 * `forward` maps base to target, the direction of variational inference.
 */
export interface Flow {
  /** For messages and tables, such as `planar`. */
  readonly name: string;
  /**
   * What makes two flows the same map of their parameters, as plain values: the family, D and options
   * such as a seed or a bound. Checkpoints keep it, and a flow of another config refuses them.
   */
  readonly config: PlainObject;
  /**
   * What `flowFrom` makes the flow again of: its config, and the options that decide how the map is computed, such as
   * the estimate of a logDet. Flow files keep it.
   */
  readonly description: PlainObject;
  /** D */
  readonly dim: number;
  /** P, how many unconstrained numbers describe the map. */
  readonly paramCount: number;
  /** C, how many columns of side information the map takes; 0 for most. */
  readonly contextDim: number;
  /**
   * S, how many standard normal numbers per sample an estimate of logDet takes; 0 for most, whose logDet is always exact.
   * With `probes` logDet is an estimate without bias, to train with; without them it is exact, and costs more.
   */
  readonly probeDim: number;
  /** `exact`: closed form; `numeric`: solved to a tolerance; `none`: no inverse is offered. */
  readonly inverseKind: 'exact' | 'numeric' | 'none';
  /**
   * @param z       [B, D]
   * @param params  [B | 1, P]: one set per sample (amortised) or one for all (free)
   * @param context [B | 1, C], only where contextDim > 0
   * @param probes  [B | 1, S] standard normal, where probeDim > 0 and logDet is to be estimated
   */
  forward(z: Tensor2D, params: Tensor2D, context?: Tensor2D, probes?: Tensor2D): Transformed;
  /** The inverse map; its logDet is that of the inverse, ln|det ∂z/∂z'|. */
  inverse?(z: Tensor2D, params: Tensor2D, context?: Tensor2D, probes?: Tensor2D): Transformed;
  /** P numbers at which the map is the identity and from which training starts; random parts come from `seed`. */
  initialParams(seed: number): Float32Array;
}

/** A flow whose inverse exists: `exact` in closed form, `numeric` solved to a tolerance. */
export interface InvertibleFlow<Kind extends 'exact' | 'numeric' = 'exact' | 'numeric'> extends Flow {
  readonly inverseKind: Kind;
  inverse(z: Tensor2D, params: Tensor2D, context?: Tensor2D, probes?: Tensor2D): Transformed;
}

/** Checks the shapes of a flow's arguments once, at the public boundary. */
export function checkFlowInput(flow: Flow, z: Tensor2D, params: Tensor2D, context?: Tensor2D, probes?: Tensor2D): void {
  const where = `${flow.name}, dim ${flow.dim}`;
  if (z.rank !== 2 || z.shape[1] !== flow.dim) {
    throw new RangeError(expected('`z`', `have shape [B, ${flow.dim}]`, z.shape, where));
  }
  checkRows('`params`', params, z.shape[0], flow.paramCount, where);
  if (flow.contextDim > 0 && context === undefined) {
    throw new TypeError(expected('`context`', `have shape [B | 1, ${flow.contextDim}]`, 'nothing', where));
  }
  if (context !== undefined) checkRows('`context`', context, z.shape[0], flow.contextDim, where);
  if (probes !== undefined) checkRows('`probes`', probes, z.shape[0], flow.probeDim, where);
}

function checkRows(what: string, tensor: Tensor2D, batch: number, columns: number, where: string): void {
  const fits = tensor.rank === 2 && tensor.shape[1] === columns && (tensor.shape[0] === 1 || tensor.shape[0] === batch);
  if (!fits) throw new RangeError(expected(what, `have shape [${batch} | 1, ${columns}]`, tensor.shape, where));
}

/**
 * Reads a tensor back and complains about the first entry that is NaN or infinite.
 * For results that leave the library (sampling, scoring, evaluation), not for a training step: it waits for the backend.
 * @param what  how the message calls the tensor, such as `params`
 * @param where what the tensor belongs to, such as `planar, dim 2`
 * @throws RangeError with the entry and its position
 */
export function checkFinite(what: string, tensor: Tensor, where?: string): void {
  const values = tensor.dataSync();
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const position: number[] = [];
  let rest = at;
  for (const size of [...tensor.shape].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  throw new RangeError(expected(`\`${what}\``, 'be finite', `${values[at]} at [${position.join(', ')}]`, where));
}
