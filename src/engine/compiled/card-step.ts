import type * as ort from 'onnxruntime-node';
import { initialState, layout } from '../../problem/layout.js';
import type { KnownUpdate } from '../../problem/optimiser.js';
import type { Problem } from '../../problem/problem.js';
import type { TrainingStep } from '../../problem/step.js';
import { pureGraph } from '../trace/purity.js';
import { weightName } from '../trace/trace.js';
import { epsilonName, nextName, rateName, stateNames, traceUpdate } from '../trace/trace-update.js';
import { cardState, guardedState } from './card-state.js';
import type { CompileOptions } from './compile-options.js';
import { evaluator } from './evaluator.js';
import { feedsOf, metricsOf, tensorOf, viewsOf } from './feeds.js';
import { createSession, loadRuntime } from './session.js';
import { stepNumbers } from './step-numbers.js';

/**
 * The training step with the optimiser's update in the graph: weights and slots stay on a graphics card from update to
 * update, and only inputs and terms cross. `sync` brings them into `state`, where they can be read, and changed, until
 * the next update.
 * @throws as `compileStep`
 */
export async function cardStep(problem: Problem, known: KnownUpdate, options: CompileOptions): Promise<TrainingStep> {
  const {
    optimiser,
    clipNorm,
    seed = 0,
    state: given = initialState(problem.weights, optimiser.slotCount, seed),
  } = options;
  const runtime = await loadRuntime(options);
  const { graph, check } = pureGraph('The loss', () => traceUpdate(problem, known, clipNorm));
  const session = await createSession(runtime, graph, options, { staying: stateNames.map(nextName) });
  const { weights, slots, average, step } = given;
  const arrays = [weights, ...slots].map((values) => values.slice());
  const card = cardState(runtime, arrays, options);
  const state = guardedState({ step, ...(average && { average: average.slice() }) }, arrays, card.isAhead);
  const views = viewsOf(runtime, layout(problem.weights), arrays[0]!, weightName);
  const evaluation = evaluator(runtime, problem, views, options);
  const terms = [...graph.outputs.keys()].filter((name) => !stateNames.map(nextName).includes(name));
  const scalar = (x: number) => tensorOf(runtime, Float32Array.of(x), []);
  return {
    engine: 'compiled',
    state,
    async run(inputs) {
      check();
      const { rate, epsilon } = stepNumbers(known, state.step);
      const numbers = { [rateName]: scalar(rate), [epsilonName]: scalar(epsilon) };
      const feeds = { ...card.feeds(), ...numbers, ...feedsOf(runtime, problem, inputs) };
      const results = (await session.run(feeds)) as Record<string, ort.Tensor>;
      card.replace(results);
      state.step += 1;
      return metricsOf(Object.fromEntries(terms.map((name) => [name, results[name]!])));
    },
    async evaluate(inputs) {
      check();
      await card.fetch();
      return evaluation.run(inputs);
    },
    sync: card.fetch,
    dispose() {
      card.dispose();
      void session.release();
      evaluation.dispose();
    },
  };
}
