import * as tf from '@tensorflow/tfjs';
import { type CreateStepOptions, createStep } from '../engine/create-step.js';
import { expected } from '../errors.js';
import {
  adam,
  type Optimiser,
  type Problem,
  type Tensors,
  type TrainingState,
  type TrainingStep,
  weightTensors,
} from '../problem/index.js';
import { averaged, type FitOptions, trainingLoop } from './fit.js';
import { interruptible } from './interrupt.js';
import type { MetricRow, RunFolder } from './run.js';
import { addToAverage } from './weight-average.js';

export interface TrainOptions extends FitOptions, Omit<CreateStepOptions, 'optimiser'> {
  /** Default `adam()`. */
  optimiser?: Optimiser | undefined;
  /**
   * Share of the old, from 0 to 1, in a moving average of the weights; see `addToAverage`. The average is what validation
   * sees and what is returned; checkpoints hold both. Default: no averaging.
   */
  averaging?: number;
  /** Which weights come back where there is `validate`: those with the least `validLoss`, or the last. Default `best`. */
  keep?: 'best' | 'last';
  /** Called with the step before its first update: it says which engine is used, and its state is that of training. */
  onStart?(step: TrainingStep): void;
  /** Called with what the user should know, such as why the eager engine is used. Default: `console.warn`. */
  onWarning?(message: string): void;
}

/** What training ends with. */
export interface Trained {
  /** By name, as `problem.distribution` takes them. */
  weights: Tensors;
  /** The same, one after the other. */
  values: Float32Array;
  /** Updates behind the weights. */
  step: number;
  /** All rows of the run, those before a resume included. */
  rows: MetricRow[];
  /** After the last update, without averaging: `train(problem, { ...options, state })` goes on from it. */
  state: TrainingState;
  engine: TrainingStep['engine'];
  /** Frees the tensors. */
  dispose(): void;
}

/**
 * Trains a problem and returns its weights: `createStep`, `fit` and `weightTensors` in one.
 *
 * With a run folder it goes on from the last checkpoint there, as `fit` does.
 * @throws RangeError for an option out of range; what `createStep` and `fit` throw
 * @example
 * ```ts
 * import { adam, energy, noise, planar, reverseKlProblem, train } from 'vinf';
 *
 * const problem = reverseKlProblem(energy('U1'), { flow: planar(2, { layers: 4 }), batchSize: 64 });
 * const feed = (t: number) => ({ noise: noise(0, 'draws', t).normal(64 * 2), beta: Float32Array.of(1) });
 * const { weights, rows } = await train(problem, { optimiser: adam({ learningRate: 5e-3 }), steps: 300, feed });
 * const q = problem.distribution(weights);
 * console.log(rows.length, q.sample(2, noise(1, 'draws')).shape); // 3 [ 2, 2 ]
 * ```
 */
export async function train(problem: Problem, options: TrainOptions): Promise<Trained> {
  checkAveraging(options);
  const { optimiser = adam(), onWarning = console.warn, state, onStart } = options;
  const step = await createStep(problem, {
    ...options,
    optimiser,
    onWarning,
    ...(state && { state: copyOf(state) }),
    ...(options.averaging !== undefined && { alwaysCurrent: true }), // The average follows each update.
  });
  try {
    onStart?.(step);
    const { rows, values, updates } = await trainedBy(step, problem, { ...options, onWarning });
    const weights = weightTensors(problem.weights, values);
    const dispose = () => void tf.dispose(weights);
    return { weights, values, step: updates, rows, state: copyOf(step.state), engine: step.engine, dispose };
  } finally {
    step.dispose();
  }
}

function checkAveraging({ averaging = 0 }: TrainOptions): void {
  if (averaging >= 0 && averaging <= 1) return;
  throw new RangeError(expected('averaging', 'be from 0 to 1', averaging, 'train'));
}

/** The rows of a training, and the weights that come back. */
async function trainedBy(step: TrainingStep, problem: Problem, options: TrainOptions) {
  const { averaging, validate, run, keep = 'best' } = options;
  const { state } = step;
  if (averaging === undefined) delete state.average;
  else state.average ??= state.weights.slice();
  const current = () => ({ values: averaged(state).weights.slice(), updates: state.step });
  let best: ReturnType<typeof current> | undefined;
  const onBest = () => {
    best = current();
  };
  const unsaved = 'there is no run folder, so nothing was kept';
  const loop = { ...options, ...(averaging !== undefined && follow(averaging, step, options)) };
  const rows = await interruptible((interrupted) =>
    trainingLoop(problem, step, loop, { interrupted, unsaved, onBest }),
  );
  if (!validate || keep === 'last') return { rows, ...current() };
  return { rows, ...(best ?? (run && (await bestOf(run, problem))) ?? current()) };
}

/** What makes a training loop follow the average of the weights, and validate the average. */
function follow(averaging: number, step: TrainingStep, { onStep, validate }: FitOptions): Partial<FitOptions> {
  const average = step.state.average!;
  return {
    onStep(t, metrics) {
      addToAverage(average, step.state.weights, t, averaging);
      onStep?.(t, metrics);
    },
    ...(validate && {
      validate: { ...validate, run: () => withWeights(step, average, () => validate.run(step)) },
    }),
  };
}

/** Does something while the step has other weights. */
async function withWeights<T>({ state }: TrainingStep, weights: Float32Array, action: () => Promise<T>): Promise<T> {
  const own = state.weights.slice();
  state.weights.set(weights);
  try {
    return await action();
  } finally {
    state.weights.set(own);
  }
}

/** The best weights of a run that was resumed, where no validation since has found better ones. */
async function bestOf(run: RunFolder, { weights }: Problem) {
  const state = await run.loadBest(weights);
  return state && { values: state.weights, updates: state.step };
}

const copyOf = ({ weights, slots, average, ...rest }: TrainingState): TrainingState => ({
  ...rest,
  weights: weights.slice(),
  slots: slots.map((slot) => slot.slice()),
  ...(average && { average: average.slice() }),
});
