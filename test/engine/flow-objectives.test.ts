import { describe, expect, it } from 'vitest';
import { logStandardNormal } from '../../src/densities/gaussian.js';
import { sizeOf } from '../../src/engine/onnx/graph.js';
import type { Flow } from '../../src/flows/flow.js';
import { dlgm } from '../../src/models/dlgm.js';
import { dlgmProblem } from '../../src/models/dlgm-problem.js';
import { forwardKlProblem, reverseKlProblem } from '../../src/objectives/index.js';
import type { Arrays, Problem } from '../../src/problem/problem.js';

import { noise } from '../../src/random/index.js';
import { flowCases } from '../flows/registry.js';
import { onBackend } from '../support/tensors.js';
import { dimOf } from './flow-dimension.js';
import { gradientFunction, relativeError } from './gradients.js';

onBackend('cpu');

const batchSize = 4;

/** What a flow is trained with; undefined where it cannot be. */
const objectives: Readonly<Record<string, (flow: Flow) => Problem | undefined>> = {
  'reverse KL': (flow) =>
    reverseKlProblem({ name: 'normal', dim: flow.dim, logDensity: logStandardNormal }, { flow, batchSize }),
  'forward KL': (flow) => (flow.inverse ? forwardKlProblem({ flow, batchSize }) : undefined),
  'free energy of a DLGM': (flow) =>
    flow.probeDim === 0 ? dlgmProblem(dlgm({ dataDim: 6, hidden: [8], window: 2, flow }), batchSize) : undefined,
};

/** Weights and inputs near those of the start, where maps are not so steep that rounding alone differs by 1e-4. */
function drawn(problem: Problem): { weights: Arrays; inputs: Arrays } {
  const weights = problem.weights.map(({ name, initial }) => {
    const start = initial(1);
    const shift = noise(1, name).normal(start.length);
    return [name, start.map((x, i) => x + 0.05 * shift[i]!)] as const;
  });
  const inputs = Object.entries(problem.inputs).map(([name, shape]) => {
    const numbers = noise(1, name).normal(sizeOf(shape));
    return [name, name === 'beta' ? numbers.fill(0.7) : numbers] as const;
  });
  return { weights: Object.fromEntries(weights), inputs: Object.fromEntries(inputs) };
}

/** The others are defined on a part of the line, where the normal numbers of a problem do not lie. */
const onTheLine = flowCases.filter(({ domain = 'real' }) => domain === 'real');

describe.each(onTheLine.map((item) => [item.name, item] as const))('%s', (_, item) => {
  it.each(Object.entries(objectives))('%s: loss and gradients of both engines equal eager', async (_, make) => {
    const problem = make(item.make(dimOf(item)));
    if (!problem) return;
    const { weights, inputs } = drawn(problem);
    const wanted = await (await gradientFunction('eager', problem)).at(weights, inputs);
    for (const engine of ['compiled', 'generated'] as const) {
      const compiled = await gradientFunction(engine, problem);
      const found = await compiled.at(weights, inputs);
      compiled.dispose();
      expect(relativeError([found.terms.loss], [wanted.terms.loss]), engine).toBeLessThan(1e-4);
      for (const [name, gradient] of Object.entries(wanted.gradients)) {
        expect(relativeError(found.gradients[name]!, gradient), `${engine}, ${name}`).toBeLessThan(1e-4);
      }
    }
  });
});
