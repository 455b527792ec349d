import * as tf from '@tensorflow/tfjs';
import { energy } from '../../../src/densities/energy.js';
import { generateStep } from '../../../src/engine/generated/generate-step.js';
import { planar } from '../../../src/flows/planar.js';
import { reverseKlProblem, temperature } from '../../../src/objectives/index.js';
import { adam } from '../../../src/problem/optimiser.js';
import { noise } from '../../../src/random/index.js';

export interface Training {
  layers: number;
  batchSize: number;
  updates: number;
}

/** Trains planar layers on the target U1 by the generated step: the last loss, and updates in a second of computing. */
export async function trainU1({ layers, batchSize, updates }: Training): Promise<{ loss: number; rate: number }> {
  await tf.setBackend('cpu');
  const problem = reverseKlProblem(energy('U1'), { flow: planar(2, { layers }), batchSize });
  const step = await generateStep(problem, { optimiser: adam({ learningRate: 2e-3 }), seed: 0 });
  const feeds = Array.from({ length: 100 }, (_, t) => ({
    noise: noise(0, 'draws', t).normal(batchSize * 2),
    beta: Float32Array.of(temperature(t, { steps: 100 })),
  }));
  let loss = Number.NaN;
  const start = performance.now();
  for (let t = 0; t < updates; t++) ({ loss } = await step.run(feeds[t % feeds.length]!));
  return { loss, rate: (1000 * updates) / (performance.now() - start) };
}
