import * as tf from '@tensorflow/tfjs';
import type { Density } from '../densities/density.js';
import { diagonalGaussian } from '../densities/diagonal-gaussian.js';
import { type Draws, sampleEach } from '../densities/sample-each.js';
import { expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { flowDistribution, type Scored } from '../flows/flow-distribution.js';
import type { Noise } from '../random/index.js';
import type { Standardisation } from '../training/index.js';
import { logScale, standardisedTensor, unstandardised } from './standardisation.js';
import type { Table } from './table.js';

/** What a fitted flow is made of: the flow and plain numbers. */
export interface FittedFlowParts {
  readonly flow: Flow;
  /** P numbers. */
  readonly params: Float32Array;
  /** Of the base N(mean, diag std²), D numbers each. */
  readonly base: { readonly mean: Float32Array; readonly logStd: Float32Array };
  /** Of the data, and of the context where there is one. */
  readonly standardisation: { readonly x: Standardisation; readonly context?: Standardisation };
}

/** A density with the log-density of its own draws. */
export interface ScoredDensity extends Density {
  /** @throws RangeError if there are `rows` and count is another number */
  sampleAndLogProb(count: number, noise: Noise): Scored;
}

/** A flow with its parameters as a density of the data, in their own units. It holds no tensors. */
export interface FittedFlow extends ScoredDensity, FittedFlowParts {
  /**
   * @param x       N rows of D numbers, in the units of the data
   * @param context N rows, or one, of C numbers, where the flow takes a context
   * @returns       [N], nats
   */
  logProb(x: Table, context?: Table): tf.Tensor1D;
  /** @returns [count, D] in the units of the data; with B contexts count is B, one draw for each */
  sample(count: number, noise: Noise, context?: Table): tf.Tensor2D;
  sampleAndLogProb(count: number, noise: Noise, context?: Table): Scored;
  /** `count` draws for each of B contexts, x [count, B, D] and logProb [count, B]; without a context B is 1. */
  sampleEach(count: number, noise: Noise, context?: Table): Draws;
  /** q(x|c) of B contexts as a density with B rows, for functions that take a density. */
  given(context: Table): ScoredDensity;
}

/**
 * The density of data of which a flow describes the standardised columns:
 * ln p(x) = ln q((x − mean)/std) − Σ ln std, with q = flow(N(mean₀, diag std₀²)).
 * `fitFlow` returns it; of its parts, kept as plain numbers, this makes it again.
 * @throws RangeError for parts that do not fit each other; its methods: TypeError for a context that is missing, RangeError
 *   for rows of other columns, or numbers that are not finite, with their place
 * @example
 * ```ts
 * import { fittedFlow, planar } from 'vinf';
 *
 * const flow = planar(2, { layers: 4 });
 * const base = { mean: new Float32Array(2), logStd: new Float32Array(2) };
 * const standardisation = { x: { mean: [100, 0], std: [20, 1] } }; // what `fitFlow` has found of the columns
 * const q = fittedFlow({ flow, params: flow.initialParams(0), base, standardisation });
 * console.log(q.logProb([[120, 1]]).shape); // [ 1 ]
 * ```
 */
export function fittedFlow(parts: FittedFlowParts): FittedFlow {
  const { flow, standardisation } = parts;
  const name = `fitted ${flow.name}`;
  checkScales('x', standardisation.x, flow.dim, name);
  if (flow.contextDim > 0) checkScales('context', standardisation.context, flow.contextDim, name);
  const at = (context: Table | undefined) => densityAt(parts, context, name);
  return {
    ...parts,
    name,
    dim: flow.dim,
    logProb: (x, context) => at(context).logProb(x),
    sample: (count, noise, context) => at(context).sample(count, noise),
    sampleAndLogProb: (count, noise, context) => at(context).sampleAndLogProb(count, noise),
    sampleEach: (count, noise, context) => sampleEach(at(context), count, noise),
    given: at,
  };
}

function checkScales(of: string, scales: Standardisation | undefined, columns: number, where: string): void {
  for (const part of ['mean', 'std'] as const) {
    const count = scales?.[part].length ?? 'nothing';
    if (count === columns) continue;
    throw new RangeError(expected(`${part} of standardisation.${of}`, `have ${columns} numbers`, count, where));
  }
}

function densityAt({ flow, params, base, standardisation }: FittedFlowParts, context: Table | undefined, name: string) {
  const { x: scales, context: contextScales } = standardisation;
  if (context !== undefined && !contextScales) {
    throw new RangeError(expected('`context`', 'be left out, as the flow takes none', 'one', name));
  }
  const q = () => {
    const given = context && standardisedTensor(context, contextScales!, '`context`', name);
    return flowDistribution(diagonalGaussian(base.mean, base.logStd), flow, params, given);
  };
  const shift = logScale(scales);
  const sampleAndLogProb = (count: number, noise: Noise) =>
    tf.tidy(() => {
      const { x, logProb } = q().sampleAndLogProb(count, noise);
      return { x: unstandardised(x, scales), logProb: tf.sub<tf.Tensor1D>(logProb, shift) };
    });
  return {
    name,
    dim: flow.dim,
    rows: tf.tidy(() => q().rows ?? 1),
    logProb: (x: Table) =>
      tf.tidy(() => tf.sub<tf.Tensor1D>(q().logProb(standardisedTensor(x, scales, '`x`', name)), shift)),
    sample: (count: number, noise: Noise) => tf.tidy(() => sampleAndLogProb(count, noise).x),
    sampleAndLogProb,
  };
}
