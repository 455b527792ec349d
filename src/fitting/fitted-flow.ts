import * as tf from '@tensorflow/tfjs';
import type { Density } from '../densities/density.js';
import { type Draws, sampleEach } from '../densities/sample-each.js';
import { expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { flowDistribution, type Scored } from '../flows/flow-distribution.js';
import type { Noise } from '../random/index.js';
import type { GaussianBase } from '../training/flow-file/base.js';
import { checkedStandardisation, type Standardisations } from '../training/flow-file/standardisation.js';
import { logScale, standardisedTensor, unchanged, unstandardised } from './standardisation.js';
import type { Table } from './table.js';

/** What a fitted flow is made of: the flow and plain numbers. What `loadFlow` gives is such parts. */
export interface FittedFlowParts {
  readonly flow: Flow;
  /** P numbers. */
  readonly params: Float32Array;
  readonly base: GaussianBase;
  /** C numbers, in units of their own: the context that stands where none is given. Default none. */
  readonly context?: readonly number[] | Float32Array | undefined;
  /** Of the data, and of the context where there is one. Default: columns are as the flow takes them. */
  readonly standardisation?: Standardisations | undefined;
}

/** A density with the log-density of its own draws. */
export interface ScoredDensity extends Density {
  /** @throws RangeError if there are `rows` and count is another number */
  sampleAndLogProb(count: number, noise: Noise): Scored;
}

/**
 * A flow with its parameters as a density of the data, in their own units. It holds no tensors. `saveFlow` keeps it whole
 * in a file.
 */
export interface FittedFlow extends ScoredDensity, FittedFlowParts {
  readonly standardisation: Standardisations;
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
 * ln p(x) = ln q((x − mean)/std) − Σ ln std, with q = flow(base).
 * `fitFlow` returns it; of its parts this makes it again. It needs nothing of Node.js.
 * @throws RangeError for parts that do not fit each other; its methods: TypeError for a context that is missing, RangeError
 *   for rows of other columns, or numbers that are not finite, with their place
 * @example
 * ```ts
 * import { fitFlow, fittedFlow, loadFlow, noise, realNvp, saveFlow } from 'vinf';
 *
 * const values = noise(0, 'rows').normal(2 * 200); // yours come from a file
 * const q = await fitFlow(realNvp(2), { values, columns: 2 }, { steps: 20 });
 * await saveFlow('density.safetensors', q);
 * const again = fittedFlow(await loadFlow('density.safetensors')); // in another process too
 * console.log(again.logProb([[1, 2]]).dataSync()[0] === q.logProb([[1, 2]]).dataSync()[0]); // true
 * ```
 */
export function fittedFlow(parts: FittedFlowParts): FittedFlow {
  const { flow, params, base, context: own } = parts;
  const name = `fitted ${flow.name}`;
  const standardisation = checkedStandardisation(parts.standardisation ?? unscaled(flow), flow, name);
  const whole = { flow, params, base, standardisation };
  const at = (context: Table | undefined = own && [own]) => densityAt(whole, context, name);
  return {
    ...{ ...whole, context: own },
    name,
    dim: flow.dim,
    logProb: (x, context) => at(context).logProb(x),
    sample: (count, noise, context) => at(context).sample(count, noise),
    sampleAndLogProb: (count, noise, context) => at(context).sampleAndLogProb(count, noise),
    sampleEach: (count, noise, context) => sampleEach(at(context), count, noise),
    given: at,
  };
}

const unscaled = ({ dim, contextDim }: Flow): Standardisations => ({
  x: unchanged(dim),
  ...(contextDim > 0 && { context: unchanged(contextDim) }),
});

type WholeParts = FittedFlowParts & Pick<FittedFlow, 'standardisation'>;

function densityAt({ flow, params, base, standardisation }: WholeParts, context: Table | undefined, name: string) {
  const { x: scales, context: contextScales } = standardisation;
  if (context !== undefined && !contextScales) {
    throw new RangeError(expected('`context`', 'be left out, as the flow takes none', 'one', name));
  }
  const q = () => {
    const given = context && standardisedTensor(context, contextScales!, '`context`', name);
    return flowDistribution(base, flow, params, given);
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
