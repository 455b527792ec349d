import * as tf from '@tensorflow/tfjs';
import { expected, UserError, unknownName } from '../errors.js';
import { checkState, initialState } from '../problem/layout.js';
import type { Problem } from '../problem/problem.js';
import type { TrainingState, TrainingStep } from '../problem/step.js';
import { useBackend } from './backend.js';
import type { SessionOptions } from './compiled/session-options.js';
import { eagerStep, type StepOptions } from './eager-step.js';
import { type EngineName, engineNames, onEngine } from './on-engine.js';
import { isSmall } from './small-graph.js';
import { TraceError } from './trace/trace-error.js';
import { traceOnce } from './trace/traced-loss.js';

export interface CreateStepOptions extends Omit<StepOptions, 'state'>, SessionOptions {
  engine?: EngineName | undefined;
  /** Where training goes on from. Default: the starting weights, drawn from `seed`. */
  state?: TrainingState;
  /** Of the starting weights. Default 0. */
  seed?: number;
  /** Keeps `state` current after each update also on a graphics card, which is several times slower. Default false. */
  alwaysCurrent?: boolean;
  /** Called with the reason when `auto` falls back to generated for want of ONNX Runtime, or to eager, which is many times slower. Default: `console.warn`. */
  onWarning?(message: string): void;
}

/**
 * The training step of a problem on the engine of choice. Where no tfjs backend is in use yet, `useBackend` chooses one.
 * @throws UserError for an unknown engine, when `compiled` or an execution provider was asked for and cannot be had, or
 *   another engine with an execution provider;
 *   for a weight that the loss does not use, or a term whose name is not free; RangeError for a state of another problem or another optimiser, or a `clipNorm` that is not above 0
 * @example
 * ```ts
 * import { adam, createStep, forwardKlProblem, noise, planar, sampleSet } from 'vinf';
 *
 * const problem = forwardKlProblem({ flow: planar(2, { layers: 2 }), batchSize: 100 });
 * const step = await createStep(problem, { optimiser: adam({ learningRate: 0.02 }) });
 * const x = sampleSet('rings', 100, noise(0, 'data')).dataSync() as Float32Array;
 * const { loss } = await step.run({ x }); // one update; the loss is that before it
 * console.log(loss > (await step.evaluate({ x })).loss, step.state.step); // true 1
 * step.dispose();
 * ```
 */
export async function createStep(problem: Problem, options: CreateStepOptions): Promise<TrainingStep> {
  const { engine = 'auto', optimiser, state, clipNorm } = options;
  if (!engineNames.includes(engine)) throw new UserError(unknownName('engine', engine, engineNames));
  checkProvider(engine, options);
  if (state) checkState(problem.weights, optimiser, state);
  if (clipNorm !== undefined && !(clipNorm > 0)) throw new RangeError(expected('clipNorm', 'be above 0', clipNorm));
  const step = await stepOn(engine, problem, options);
  step.state.optimiser = optimiser.name;
  return step;
}

/** Only graphs run on ONNX Runtime, and by it on a graphics card. */
function checkProvider(engine: EngineName, { executionProvider, runtime }: CreateStepOptions): void {
  if (engine === 'auto' || engine === 'compiled') return;
  if (runtime) throw new UserError(expected('engine', 'be compiled or auto where `runtime` is given', engine));
  if (executionProvider === undefined) return;
  throw new UserError(expected('engine', `be compiled or auto with execution provider "${executionProvider}"`, engine));
}

async function stepOn(engine: EngineName, problem: Problem, options: CreateStepOptions): Promise<TrainingStep> {
  const { onWarning = console.warn, optimiser, seed = 0 } = options;
  if (!tf.getBackend()) await useBackend();
  const { executionProvider, runtime, threads } = options;
  const wanted = engine === 'auto' && (executionProvider || runtime) ? 'compiled' : engine;
  const mayBeSmall = wanted === 'auto' && threads === undefined;
  const trace = traceOnce(problem);
  const generated = async () => (await import('./generated/generate-step.js')).generateStep(problem, options, trace);
  const compiled = async () => {
    const small = mayBeSmall && isSmall(trace().graph) ? await generated().catch(refused) : undefined;
    return small ?? (await import('./compiled/compile-step.js')).compileStep(problem, options, trace);
  };
  const eager = () => {
    const state = options.state ?? initialState(problem.weights, optimiser.slotCount, seed);
    return eagerStep(problem, { ...options, state });
  };
  return onEngine(wanted, { compiled, generated, eager }, onWarning);
}

/** What one engine cannot make of a loss, another may. */
function refused(error: unknown): undefined {
  if (!(error instanceof TraceError)) throw error;
}
