import * as tf from '@tensorflow/tfjs';
import { expected, UserError, unknownName } from '../errors.js';
import { checkState, initialState } from '../problem/layout.js';
import type { Problem } from '../problem/problem.js';
import type { TrainingState, TrainingStep } from '../problem/step.js';
import { useBackend } from './backend.js';
import type { SessionOptions } from './compiled/session.js';
import { eagerStep, type StepOptions } from './eager-step.js';
import { fallbackWarning } from './fallback.js';

/** `compiled`: one ONNX graph; `eager`: tfjs kernels one by one; `auto`: compiled where it loads. */
export type EngineName = 'auto' | 'compiled' | 'eager';
export const engineNames: readonly EngineName[] = ['auto', 'compiled', 'eager'];

export interface CreateStepOptions extends Omit<StepOptions, 'state'>, SessionOptions {
  engine?: EngineName | undefined;
  /** Where training goes on from. Default: the starting weights, drawn from `seed`. */
  state?: TrainingState;
  /** Of the starting weights. Default 0. */
  seed?: number;
  /** Called with the reason when `auto` falls back to eager, which is many times slower. Default: `console.warn`. */
  onWarning?(message: string): void;
}

/**
 * The training step of a problem on the engine of choice. Where no tfjs backend is in use yet, `useBackend` chooses one.
 * @throws UserError for an unknown engine, or when `compiled` or an execution provider was asked for and cannot be had;
 *   RangeError for a state of another problem or another optimiser, or a `clipNorm` that is not above 0
 */
export async function createStep(problem: Problem, options: CreateStepOptions): Promise<TrainingStep> {
  const { engine = 'auto', optimiser, state, clipNorm } = options;
  if (!engineNames.includes(engine)) throw new UserError(unknownName('engine', engine, engineNames));
  if (state) checkState(problem.weights, optimiser, state);
  if (clipNorm !== undefined && !(clipNorm > 0)) throw new RangeError(expected('clipNorm', 'be above 0', clipNorm));
  const step = await stepOn(engine, problem, options);
  step.state.optimiser = optimiser.name;
  return step;
}

async function stepOn(engine: EngineName, problem: Problem, options: CreateStepOptions): Promise<TrainingStep> {
  const { onWarning = console.warn, optimiser, seed = 0 } = options;
  if (!tf.getBackend()) await useBackend();
  const eager = () => {
    const state = options.state ?? initialState(problem.weights, optimiser.slotCount, seed);
    return eagerStep(problem, { ...options, state });
  };
  if (engine === 'eager') return eager();
  try {
    const { compileStep } = await import('./compiled/compile-step.js');
    return await compileStep(problem, options);
  } catch (error) {
    if (engine === 'compiled' || options.executionProvider) throw error; // The eager engine is not what was asked for.
    onWarning(fallbackWarning(error));
    return eager();
  }
}
