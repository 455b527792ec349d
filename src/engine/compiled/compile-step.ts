import { layout } from '../../problem/layout.js';
import { knownUpdate } from '../../problem/optimiser.js';
import type { Problem } from '../../problem/problem.js';
import type { TrainingStep } from '../../problem/step.js';
import { startState } from '../start-state.js';
import { gradientName, weightName } from '../trace/trace.js';
import { traceOnce } from '../trace/traced-loss.js';
import { cardStep } from './card-step.js';
import type { CompileOptions } from './compile-options.js';
import { evaluator } from './evaluator.js';
import { feedsOf, metricsOf, tensorOf, viewsOf } from './feeds.js';
import { runAndCopy, runInPlace, stopOutput } from './run-in-place.js';
import { createSession, loadRuntime } from './session.js';
import { stepArena } from './step-arena.js';

/**
 * The training step as one ONNX graph of the loss and its gradients, with the optimiser's update as machine code.
 * `run` and `evaluate` throw a UserError where the loss is found to read what is not among its inputs and has changed.
 * @throws TraceError if the loss cannot be compiled; UserError if ONNX Runtime or the execution provider is not there
 */
export async function compileStep(
  problem: Problem,
  options: CompileOptions,
  trace = traceOnce(problem),
): Promise<TrainingStep> {
  const { optimiser, executionProvider, alwaysCurrent = false } = options;
  const known = knownUpdate(optimiser);
  if (executionProvider === 'webgpu' && known && !alwaysCurrent) return cardStep(problem, known, options);
  const runtime = await loadRuntime(options);
  const { graph, check } = trace();
  const [runInto, encoding] = options.runtime ? [runAndCopy, {}] : [runInPlace, { emptySequence: stopOutput }];
  const session = await createSession(runtime, graph, options, encoding);
  const slices = layout(problem.weights);
  const { state, gradients, update, end } = await stepArena(runtime, graph, slices.at(-1)?.end ?? 0, options);
  startState(state, problem, options);
  const weights = viewsOf(runtime, slices, state.weights, weightName);
  const terms = [...graph.outputs.keys()].filter((name) => !name.startsWith(gradientName('')));
  const results = Object.fromEntries(terms.map((name) => [name, tensorOf(runtime, new Float32Array(1), [])]));
  const fetches = { ...results, ...viewsOf(runtime, slices, gradients, gradientName) };
  const evaluation = evaluator(runtime, problem, weights, options);

  return {
    engine: 'compiled',
    state,
    async run(inputs) {
      check();
      await runInto(session, { ...weights, ...feedsOf(runtime, problem, inputs) }, fetches);
      update(state.step);
      state.step += 1;
      return metricsOf(results);
    },
    async evaluate(inputs) {
      check();
      return evaluation.run(inputs);
    },
    async sync() {},
    dispose() {
      end();
      void session.release();
      evaluation.dispose();
    },
  };
}
