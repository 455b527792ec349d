import * as tf from '@tensorflow/tfjs';
import type { LogDensity } from '../densities/density.js';
import { expected, UserError } from '../errors.js';
import type { TensorOf } from '../problem/shapes.js';
import { splitColumns } from '../tensors/split.js';
import type { Support } from './supports.js';

/** The parameters of a model: what values each can have, by name. */
export type Supports = Readonly<Record<string, Support>>;

/** The tensors of parameters, a batch of draws first: `real()` is [B, 1], `real(8)` [B, 8]. */
export type ParametersOf<Named extends Supports> = {
  readonly [Name in keyof Named]: TensorOf<readonly [number, ...Named[Name]['shape']]>;
};

/** Tensors that depend on the parameters, by name, a batch of draws first. */
export type Derived = Readonly<Record<string, tf.Tensor>>;

/**
 * A model with data: ln p(data, parameters) as a function of named parameters.
 * What it computes with has a batch of B draws first. A number is [B, 1], so that it broadcasts with data [N] to [B, N].
 */
export interface PosteriorModel<Named extends Supports = Supports, Extra extends Derived = Derived> {
  readonly parameters: Named;
  /**
   * ln p(data, parameters), nats, up to a constant: its terms, of which each is [B, …] and summed over all but the batch.
   * Densities are those of the parameters as they are named; the change of variables is not the model's business.
   */
  logJoint(parameters: ParametersOf<Named>): tf.Tensor | readonly tf.Tensor[];
  /** What else is wanted of each draw, [B, …] each. */
  derived?(parameters: ParametersOf<Named>): Extra;
}

/** Returns the model: with its types, whatever it is put into. */
export const defineModel = <const Named extends Supports, Extra extends Derived = Record<never, never>>(
  model: PosteriorModel<Named, Extra>,
): PosteriorModel<Named, Extra> => model;

/** A model as a density of unconstrained numbers. */
export interface UnconstrainedModel<Named extends Supports = Supports> extends LogDensity {
  /** The named parameters of unconstrained points, [B, D]. */
  constrain(z: tf.Tensor2D): ParametersOf<Named>;
  /** The same and what is derived from them, by name. */
  named(z: tf.Tensor2D): Readonly<Record<string, tf.Tensor>>;
  readonly parameters: Named;
  /** The model's log joint of named parameters, [B], its terms summed. */
  logJoint(parameters: ParametersOf<Named>): tf.Tensor1D;
}

/**
 * The model on ℝᴰ: ln p(data, T(z)) + ln|det T′(z)|, [B], with T the maps onto the supports, side by side in the order of
 * the parameters. Everything that takes a `LogDensity` takes it.
 * @throws UserError for a model without parameters, or a term of its logJoint of another shape
 */
export function unconstrained<Named extends Supports>(model: PosteriorModel<Named>): UnconstrainedModel<Named> {
  const supports = Object.entries(model.parameters);
  if (supports.length === 0) throw new UserError(expected('the model', 'have parameters', 'none', 'parameters'));
  for (const [name, support] of supports) checkSupport(name, support);
  const sizes = supports.map(([, { flow }]) => flow.dim);
  const values = (z: tf.Tensor2D) => {
    const pieces = splitColumns(z, sizes);
    const mapped = supports.map(([name, { flow, whole }], i) => {
      const { z: free, logDet } = flow.forward(pieces[i]!, tf.zeros([1, 0]));
      return { name, value: whole(free, pieces[i]!), logDet };
    });
    const parameters = Object.fromEntries(mapped.map(({ name, value }) => [name, value]));
    return { parameters: parameters as ParametersOf<Named>, logDets: mapped.map(({ logDet }) => logDet) };
  };
  const logJoint = (parameters: ParametersOf<Named>): tf.Tensor1D => {
    const [first] = Object.values<tf.Tensor>(parameters);
    return total(termsOf(model.logJoint(parameters), first!.shape[0]!));
  };
  return {
    name: 'posterior',
    dim: sizes.reduce((sum, size) => sum + size, 0),
    parameters: model.parameters,
    constrain: (z) => values(z).parameters,
    named(z) {
      const { parameters } = values(z);
      return { ...parameters, ...model.derived?.(parameters) };
    },
    logJoint,
    logDensity(z) {
      const { parameters, logDets } = values(z);
      return total([logJoint(parameters), ...logDets]);
    },
  };
}

function checkSupport(name: string, support: Support): void {
  if (typeof support?.whole === 'function') return;
  throw new UserError(
    expected(`parameter \`${name}\``, 'be a support such as real() or positive(3)', support, 'parameters'),
  );
}

const where = 'logJoint';

/** The terms of a log joint, each summed over all but the batch, [B]. */
function termsOf(joint: tf.Tensor | readonly tf.Tensor[], batch: number): tf.Tensor1D[] {
  const terms = joint instanceof tf.Tensor ? [joint] : joint;
  if (!Array.isArray(terms) || terms.length === 0) {
    throw new UserError(expected('logJoint', 'return a tensor or a list of tensors', joint, where));
  }
  return terms.map((term: unknown, i) => {
    const name = terms.length > 1 ? `term ${i} of logJoint (from 0)` : 'logJoint';
    if (!(term instanceof tf.Tensor)) throw new UserError(expected(name, 'be a tensor', term, where));
    if (term.rank < 1 || term.shape[0] !== batch) {
      throw new UserError(
        expected(name, `have shape [B, …], one row for each of B = ${batch} draws`, term.shape, where),
      );
    }
    return term.rank === 1 ? term.as1D() : tf.sum<tf.Tensor1D>(term.reshape([batch, -1]), 1);
  });
}

const total = (terms: readonly tf.Tensor1D[]): tf.Tensor1D =>
  terms.reduce((sum, term) => tf.add<tf.Tensor1D>(sum, term));
