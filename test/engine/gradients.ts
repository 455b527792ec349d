import { compileStep } from '../../src/engine/compiled/compile-step.js';
import { eagerStep } from '../../src/engine/eager-step.js';
import { generateStep } from '../../src/engine/generated/generate-step.js';
import { initialState, layout } from '../../src/problem/layout.js';
import type { Optimiser } from '../../src/problem/optimiser.js';
import type { Arrays, Problem } from '../../src/problem/problem.js';
import type { Metrics } from '../../src/problem/step.js';

/** Terms and the gradient of each weight, by name. */
export interface Gradients {
  terms: Metrics;
  gradients: Arrays;
}

/** Gradients of a problem at weights and inputs of choice. */
export interface GradientFunction {
  at(weights: Arrays, inputs: Arrays): Promise<Gradients>;
  dispose(): void;
}

/** The terms and gradients of a problem on an engine. */
export async function gradientFunction(
  engine: 'eager' | 'compiled' | 'generated',
  problem: Problem,
): Promise<GradientFunction> {
  let flat = new Float32Array();
  const probe: Optimiser = {
    name: 'probe',
    slotCount: 0,
    update: (_, gradients) => {
      flat = gradients.slice();
    },
  };
  const slices = layout(problem.weights);
  const options = { optimiser: probe, state: initialState(problem.weights, 0, 1), threads: 1 };
  const make = { eager: eagerStep, compiled: compileStep, generated: generateStep }[engine];
  const step = await make(problem, options);
  return {
    async at(weights, inputs) {
      for (const { name, start } of slices) step.state.weights.set(weights[name]!, start);
      const terms = await step.run(inputs);
      const gradients = slices.map(({ name, start, end }) => [name, flat.slice(start, end)] as const);
      return { terms, gradients: Object.fromEntries(gradients) };
    },
    dispose: () => step.dispose(),
  };
}

/** The largest difference of two arrays over the largest absolute value of the second; NaN and infinities must agree. */
export function relativeError(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, scale] = [0, 1e-30];
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [found[i]!, wanted[i]!];
    if (Object.is(a, b)) continue;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(b));
  }
  return difference / scale;
}
