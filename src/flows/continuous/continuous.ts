import * as tf from '@tensorflow/tfjs';
import { splitColumns } from '../../tensors/split.js';
import { checkCount, defineFlow, type FlowMap, nothing } from '../define.js';
import { checkFlowInput, type InvertibleFlow, type Transformed } from '../flow.js';
import { checkOptions, countFrom, type OptionChecks, oneOf, positive, widths } from '../options.js';
import { adaptiveSteps, type Course } from './adaptive.js';
import { fixedSteps, methods, type Place, type Solver } from './runge-kutta.js';
import { closedDepth, estimatedTrace, exactTrace } from './trace.js';
import { type Velocity, velocityNetwork } from './velocity.js';

/** How the path is followed: fixed steps of order 1, 2 and 4, or steps as long as a tolerance allows. */
export type ContinuousSolver = keyof typeof methods | 'dormand-prince';

const solvers: readonly ContinuousSolver[] = ['euler', 'midpoint', 'rk4', 'dormand-prince'];

export interface ContinuousOptions {
  /** Hidden widths of the network v. Default [64, 64]. */
  hidden?: readonly number[];
  /**
   * `euler`, `midpoint` and `rk4` make `steps` of one length, and compile. `dormand-prince` chooses their lengths by
   * `tolerance`, and is for evaluation: it runs on tensors, not compiled. Default `rk4`.
   */
  solver?: ContinuousSolver;
  /** Of one length, from time 0 to 1; of the network there are as many evaluations as the order times these. Default 8. */
  steps?: number;
  /** Of `dormand-prince`: the largest error of a step, relative to 1 + the size of each number. Default 1e-5. */
  tolerance?: number;
  /**
   * `exact`: up to two hidden layers in closed form, for the price of v, whatever D is; beyond by D forward-mode products.
   * `hutchinson` is an unbiased estimate where the flow is given `probes`, as in training, and exact where it is not.
   * Default `exact` up to two hidden layers or D = 3, else `hutchinson`.
   */
  trace?: 'exact' | 'hutchinson';
  /** m, how many independent estimates are averaged. Default 1. */
  probes?: number;
  /** C, columns of side information for the network. Default 0. */
  contextDim?: number;
}

const checks: OptionChecks<ContinuousOptions> = {
  hidden: widths,
  solver: oneOf('solver', solvers),
  steps: countFrom(1),
  tolerance: positive,
  trace: oneOf('trace', ['exact', 'hutchinson']),
  probes: countFrom(1),
  contextDim: countFrom(0),
};

export interface ContinuousFlow extends InvertibleFlow<'numeric'> {
  /**
   * v(z, t), what flow matching trains.
   * @param z       [B, D]
   * @param t       [B, 1], from 0 at the base to 1
   * @param params  [B | 1, P]
   * @param context [B | 1, C], only where contextDim > 0
   * @returns       [B, D]
   */
  velocity(z: tf.Tensor2D, t: tf.Tensor2D, params: tf.Tensor2D, context?: tf.Tensor2D): tf.Tensor2D;
  /**
   * The map either way by `dormand-prince`, whatever the solver of the flow is, with what the solution went through.
   * @throws RangeError for a tolerance that is none, or that no length of step comes below
   */
  solve(
    direction: 'forward' | 'inverse',
    z: tf.Tensor2D,
    params: tf.Tensor2D,
    options?: { tolerance?: number; context?: tf.Tensor2D },
  ): Transformed & Course;
}

/**
 * Continuous flow: z' is where z is carried in unit time by dz/dt = v(z, t), with a network v, and
 *   logDet = ∫₀¹ tr ∂v/∂z dt
 * along the way. The inverse goes back. Both are as exact as the solver: logDet is that of the path and not of the steps,
 * and a density integrates to 1 up to the error that they make.
 * Source: Chen et al. 2018 (neural ODEs), theorem 1; Grathwohl et al. 2019 (FFJORD) for the estimated trace.
 * Deviation: gradients go through the steps and not by the adjoint equation, so they are those of the solution found.
 * For `hutchinson`, probes are standard normal numbers, fresh at each step of training: [B | 1, m·D].
 * @returns parameters layer after layer, W, b and the weights of t, in the first also those of the context; the start is
 *   the identity
 * @throws RangeError for an option out of range; with `dormand-prince` from both maps where no step is short enough
 * @example
 * ```ts
 * import { continuous, flowErrors } from 'vinf';
 *
 * const flow = continuous(2, { hidden: [16], steps: 16 });
 * const params = flow.initialParams(0).map((value, i) => value + 0.3 * Math.sin(i));
 * const { logDetError, inverseError } = flowErrors(flow, params, [[1, -1]]);
 * console.log(logDetError < 1e-4, inverseError! < 1e-4); // true true
 * ```
 */
export function continuous(dim: number, options: ContinuousOptions = {}): ContinuousFlow {
  checkCount('dim', dim, 'continuous');
  checkOptions(options, checks, 'continuous');
  const settings = settingsOf(dim, options);
  const { hidden, trace, probes: m, contextDim, tolerance } = settings;
  const network = velocityNetwork(dim, hidden, contextDim);
  const bind = (params: tf.Tensor2D, context?: tf.Tensor2D) =>
    network.bind(splitColumns(params, network.sizes), context);
  const map = (solver: Solver, from: number, to: number) => carry(bind, m, solver, from, to);
  const own = solverOf(settings);
  const flow = defineFlow({
    name: 'continuous',
    config: { hidden, contextDim },
    description: { solver: settings.solver, steps: settings.steps, tolerance, trace, probes: m },
    dim,
    paramCount: network.sizes.reduce((sum, size) => sum + size, 0),
    contextDim,
    probeDim: trace === 'exact' ? 0 : m * dim,
    inverseKind: 'numeric',
    forward: map(own, 0, 1),
    inverse: map(own, 1, 0),
    initialParams: network.initial,
  });
  return {
    ...flow,
    velocity(z, t, params, context) {
      checkFlowInput(flow, z, params, context);
      return tf.tidy(() => bind(params, context).at(z, t).value);
    },
    solve(direction, z, params, given = {}) {
      checkFlowInput(flow, z, params, given.context);
      const [from, to] = direction === 'forward' ? [0, 1] : [1, 0];
      let course: Course = { steps: 0, rejected: 0, evaluations: 0, largestError: 0 };
      if (z.shape[0] === 0) return { ...nothing(dim), ...course };
      const precise = adaptiveSteps(given.tolerance ?? tolerance, (told) => {
        course = told;
      });
      const out = tf.tidy(() => ({ ...map(precise, from, to)(z, params, given.context) }));
      return { ...out, ...course };
    },
  };
}

type Settings = Required<ContinuousOptions>;

function settingsOf(dim: number, options: ContinuousOptions): Settings {
  const { hidden = [64, 64], solver = 'rk4', steps = 8, tolerance = 1e-5, probes = 1, contextDim = 0 } = options;
  const { trace = hidden.length <= closedDepth || dim <= 3 ? 'exact' : 'hutchinson' } = options;
  return { hidden, solver, steps, tolerance, trace, probes, contextDim };
}

const solverOf = ({ solver, steps, tolerance }: Settings): Solver =>
  solver === 'dormand-prince' ? adaptiveSteps(tolerance) : fixedSteps(methods[solver], steps);

/** Carries points from one time to another, and adds up the trace on the way. */
function carry(
  bind: (params: tf.Tensor2D, context?: tf.Tensor2D) => Velocity,
  m: number,
  solver: Solver,
  from: number,
  to: number,
): FlowMap {
  return (z, params, context, noise) => {
    const [batch, dim] = z.shape;
    const { layers, at } = bind(params, context);
    const trace = noise ? estimatedTrace(layers, noise, batch, m) : exactTrace(layers, batch, dim);
    const field = (place: tf.Tensor2D, t: number): Place => {
      const { value, slopes } = at(place, t);
      return { z: value, logDet: trace(slopes) };
    };
    const end = solver(field, { z, logDet: tf.zeros([batch, 1]) }, from, to);
    return { z: end.z, logDet: end.logDet.reshape([batch]) };
  };
}
