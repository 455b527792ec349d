import type * as ort from 'onnxruntime-node';
import { layout } from '../../problem/layout.js';
import type { Problem } from '../../problem/problem.js';
import type { Metrics, TrainingStep } from '../../problem/step.js';
import type { StepOptions } from '../eager-step.js';
import { type StartOptions, startState } from '../start-state.js';
import { pureGraph } from '../trace/purity.js';
import { gradientName, traceGradients, traceTerms, weightName } from '../trace/trace.js';
import { arena } from './arena.js';
import { feedsOf, tensorOf } from './feeds.js';
import { runInPlace, stopOutput } from './run-in-place.js';
import { createSession, loadRuntime, type SessionOptions } from './session.js';

export interface CompileOptions extends Omit<StepOptions, 'state'>, StartOptions, SessionOptions {}

/**
 * The training step as one ONNX graph of the loss and its gradients, with the optimiser's update as machine code.
 * `run` and `evaluate` throw a UserError where the loss is found to read what is not among its inputs and has changed.
 * @throws TraceError if the loss cannot be compiled; UserError if ONNX Runtime or the execution provider is not there
 */
export async function compileStep(problem: Problem, options: CompileOptions): Promise<TrainingStep> {
  const { optimiser, clipNorm } = options;
  const runtime = await loadRuntime();
  const { graph, check } = pureGraph('The loss', () => traceGradients(problem));
  const session = await createSession(runtime, graph, options, { emptySequence: stopOutput });
  const slices = layout(problem.weights);
  const { state, gradients, update } = arena(slices.at(-1)?.end ?? 0, optimiser, clipNorm);
  startState(state, problem, options);
  const views = (flat: Float32Array, nameOf: (name: string) => string) =>
    slices.map(({ name, shape, start, end }) => [nameOf(name), tensorOf(runtime, flat.subarray(start, end), shape)]);
  const weights = Object.fromEntries(views(state.weights, weightName));
  const terms = [...graph.outputs.keys()].filter((name) => !name.startsWith(gradientName('')));
  const results = Object.fromEntries(terms.map((name) => [name, tensorOf(runtime, new Float32Array(1), [])]));
  const fetches = { ...results, ...Object.fromEntries(views(gradients, gradientName)) };
  let evaluation: Promise<ort.InferenceSession> | undefined;

  return {
    engine: 'compiled',
    state,
    async run(inputs) {
      check();
      await runInPlace(session, { ...weights, ...feedsOf(runtime, problem.inputs, inputs) }, fetches);
      update(state.step);
      state.step += 1;
      return numbers(results);
    },
    async evaluate(inputs) {
      check();
      evaluation ??= createSession(runtime, traceTerms(problem), options);
      return numbers(await (await evaluation).run({ ...weights, ...feedsOf(runtime, problem.inputs, inputs) }));
    },
    dispose() {
      void session.release();
      void evaluation?.then((other) => other.release());
    },
  };
}

const numbers = (results: Readonly<Record<string, ort.OnnxValue>>): Metrics =>
  Object.fromEntries(
    Object.entries(results).map(([name, value]) => [name, (value as ort.Tensor).data[0] as number]),
  ) as Metrics;
