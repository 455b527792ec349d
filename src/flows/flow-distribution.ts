import * as tf from '@tensorflow/tfjs';
import { checkDraws, type Density, defineDensity, type Reparametrised } from '../densities/density.js';
import { commonRows } from '../densities/parameters.js';
import { expected } from '../errors.js';
import type { Noise } from '../random/index.js';
import { detached, rowOf, type Values } from '../tensors/values.js';
import type { Flow } from './flow.js';

/** Points with the log-density at each. */
export interface Scored {
  /** [B, D] */
  x: tf.Tensor2D;
  /** [B], nats */
  logProb: tf.Tensor1D;
}

/** What a distribution pushed through a flow is: x = T(z₀) with z₀ from the base. */
export interface FlowDistribution<Base extends Density = Density> extends Density {
  readonly base: Base;
  readonly flow: Flow;
  readonly params: Values;
  readonly context: Values | undefined;
  /** Points of the base through the flow, with ln q(x) = ln q₀(z₀) − ln|det T′(z₀)|; needs no inverse. */
  push(z0: tf.Tensor2D): Scored & { logBase: tf.Tensor1D; logDet: tf.Tensor1D };
  /** The way back: z₀ = T⁻¹(x), with ln q₀(z₀) and ln|det T′(z₀)|. @throws TypeError if the flow has no inverse */
  pull(x: tf.Tensor2D): { z0: tf.Tensor2D; logBase: tf.Tensor1D; logDet: tf.Tensor1D };
  /**
   * Draws with their log-densities, at the cost of one forward pass.
   * @throws RangeError if there are `rows` and count is another number
   */
  sampleAndLogProb(count: number, noise: Noise): Scored;
}

/**
 * Base distribution and flow as one distribution: `sample` runs the flow forward, `logProb` of any points inverts it.
 * ln q(x) = ln q₀(T⁻¹(x)) + ln|det ∂T⁻¹/∂x|.
 * Source: Rezende & Mohamed 2015, eqs. 5–7.
 * @param params  P numbers, or a tensor [1, P]; [B, P] describes one distribution per row, for B points at a time
 * @param context C numbers, or a tensor [B | 1, C], only for flows with a context; B rows make one distribution for each,
 *   q(x|c)
 * @throws RangeError if the dimensions of base and flow differ, the numbers are not P or not finite, the context has not C
 *   columns, or base, params and context have different numbers of rows; TypeError for a context that is missing
 * @example
 * ```ts
 * import { affine, affineParams, flowDistribution, noise, standardNormal } from 'vinf';
 *
 * const params = affineParams({ shift: [5], logScale: [Math.log(2)] }); // q = N(5, 2²)
 * const q = flowDistribution(standardNormal(1), affine(1), params);
 * const x = q.sample(1000, noise(0, 'draws'));
 * console.log(x.mean().dataSync()[0].toFixed(1)); // 5.0
 * console.log(q.logProb(x).shape); // [ 1000 ]
 * ```
 */
export function flowDistribution<Base extends Density>(
  base: Base,
  flow: Flow,
  params: Values,
  context?: Values,
): FlowDistribution<Base> {
  checkParts(base, flow, params);
  checkContext(flow, context);
  const name = `${base.name} through ${flow.name}`;
  const rows = commonRows({ base: base.rows ?? 1, params: rowsOf(params), context: rowsOf(context) }, name);
  const run = (map: Flow['forward'], z: tf.Tensor2D) => map(z, rowOf(params), context && rowOf(context));
  const push = (z0: tf.Tensor2D) =>
    tf.tidy(() => {
      const { z: x, logDet } = run(flow.forward, z0);
      const logBase = base.logProb(z0);
      return { x, logBase, logDet, logProb: tf.sub<tf.Tensor1D>(logBase, logDet) };
    });
  const pull = (x: tf.Tensor2D) =>
    tf.tidy(() => {
      if (!flow.inverse) throw new TypeError(noInverse(flow));
      const { z: z0, logDet } = run(flow.inverse, x);
      return { z0, logBase: base.logProb(z0), logDet: tf.neg(logDet) };
    });
  const sampleAndLogProb = (count: number, noise: Noise): Scored => {
    checkDraws(count, rows, name);
    return tf.tidy(() => {
      const { x, logProb } = push(base.sample(count, noise));
      return { x, logProb };
    });
  };
  const density = defineDensity({
    name,
    dim: flow.dim,
    rows,
    logProb(x) {
      const { logBase, logDet } = pull(x);
      return tf.sub(logBase, logDet);
    },
    sample: (count, noise) => sampleAndLogProb(count, noise).x,
  });
  return { ...density, base, flow, params, context, push, pull, sampleAndLogProb };
}

/**
 * The same distribution, no gradient reaching the parameters of base and flow; gradients still go through points.
 * To be called inside `tf.tidy`: it makes copies of parameters that are tensors.
 */
export function detachedDistribution(q: FlowDistribution<Reparametrised>): FlowDistribution<Reparametrised> {
  const context = q.context && detached(q.context);
  return flowDistribution(q.base.detached(), q.flow, detached(q.params), context);
}

const noInverse = (flow: Flow): string =>
  `The flow "${flow.name}" has no inverse, so the density of given points is out of reach; ` +
  'use sampleAndLogProb for the density of its own samples';

const rowsOf = (values: Values | undefined): number =>
  values instanceof tf.Tensor && values.rank === 2 ? values.shape[0] : 1;

function checkContext({ contextDim: C, name }: Flow, context: Values | undefined): void {
  if (C === 0 && context === undefined) return;
  const wanted = C === 0 ? 'be left out, as the flow takes none' : `have shape [B | 1, ${C}]`;
  if (context === undefined) throw new TypeError(expected('`context`', wanted, 'nothing', name));
  if (C > 0 && !(context instanceof tf.Tensor)) checkNumbers('`context`', context, C, name);
  const shape = context instanceof tf.Tensor ? context.shape : [1, context.length];
  if (C === 0 || shape.length !== 2 || shape[1] !== C) {
    throw new RangeError(expected('`context`', wanted, shape, name));
  }
}

function checkParts(base: Density, flow: Flow, params: Values): void {
  if (base.dim !== flow.dim) {
    throw new RangeError(expected('the base', `have dimension ${flow.dim}`, base.dim, `flow ${flow.name}`));
  }
  if (params instanceof tf.Tensor) return; // Its shape is checked by the flow; its values may not exist yet.
  checkNumbers('`params`', params, flow.paramCount, flow.name);
}

function checkNumbers(what: string, values: readonly number[] | Float32Array, count: number, where: string): void {
  if (values.length !== count) throw new RangeError(expected(what, `have ${count} numbers`, values.length, where));
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(expected(what, 'be finite', `${values[at]} at ${at}`, where));
}
