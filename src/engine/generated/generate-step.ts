import { layout } from '../../problem/layout.js';
import type { Problem } from '../../problem/problem.js';
import type { Metrics, TrainingStep } from '../../problem/step.js';
import { arena, arenaBytes, arrayBytes } from '../compiled/arena.js';
import { optimiserWasm } from '../compiled/optimiser-wasm.js';
import type { StepOptions } from '../eager-step.js';
import { pacer } from '../pace.js';
import { type StartOptions, startState } from '../start-state.js';
import { gradientName, traceTerms, weightName } from '../trace/trace.js';
import { traceOnce } from '../trace/traced-loss.js';
import { feed } from './feed.js';
import { loadProgram, type Program } from './program.js';

export interface GenerateOptions extends Omit<StepOptions, 'state'>, StartOptions {}

/**
 * The training step as WebAssembly made for the problem: loss, gradients and update work on one memory, and nothing of it
 * is native. `run` and `evaluate` throw a UserError where the loss is found to read what is not among its inputs and has
 * changed.
 * @throws TraceError if the loss cannot be compiled
 */
export async function generateStep(
  problem: Problem,
  options: GenerateOptions,
  trace = traceOnce(problem),
): Promise<TrainingStep> {
  const { optimiser, clipNorm } = options;
  const { graph, check } = trace();
  const slices = layout(problem.weights);
  const length = slices.at(-1)?.end ?? 0;
  const program = await loadProgram(graph, {
    reserved: arenaBytes(length, optimiser),
    inputsAt: new Map(slices.map(({ name, start }) => [weightName(name), start * 4])),
    outputsAt: new Map(slices.map(({ name, start }) => [gradientName(name), arrayBytes(length) + start * 4])),
  });
  const { state, update } = arena(length, optimiser, clipNorm, { memory: program.memory, wasm: optimiserWasm });
  startState(state, problem, options);
  const terms = termsOf(program);
  const pace = pacer();
  let evaluation: Promise<Evaluation> | undefined;

  return {
    engine: 'generated',
    state,
    async run(inputs) {
      check();
      await pace();
      feed(program, problem, inputs);
      program.run();
      update(state.step);
      state.step += 1;
      return terms();
    },
    async evaluate(inputs) {
      check();
      await pace();
      evaluation ??= loadEvaluation(problem);
      const { terms: evaluated, program: other, weights } = await evaluation;
      for (const { start, end, values } of weights) values.set(state.weights.subarray(start, end));
      feed(other, problem, inputs);
      other.run();
      return evaluated();
    },
    async sync() {},
    dispose() {},
  };
}

/** The terms alone, in a memory of their own, and where the weights are copied there. */
interface Evaluation {
  program: Program;
  weights: readonly { start: number; end: number; values: Float32Array }[];
  terms(): Metrics;
}

async function loadEvaluation(problem: Problem): Promise<Evaluation> {
  const program = await loadProgram(traceTerms(problem));
  const weights = layout(problem.weights).map(({ name, start, end }) => {
    return { start, end, values: program.inputs.get(weightName(name))! };
  });
  return { program, weights, terms: termsOf(program) };
}

/** Reads the terms of a problem. */
function termsOf({ outputs }: Program): () => Metrics {
  const terms = [...outputs].filter(([name]) => !name.startsWith(gradientName('')));
  return () => {
    const metrics: Record<string, number> = {};
    for (const [name, values] of terms) metrics[name] = values[0]!;
    return metrics as Metrics;
  };
}
