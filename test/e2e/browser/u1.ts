import {
  adam,
  type BackendName,
  type CreateStepOptions,
  createStep,
  energy,
  noise,
  planar,
  reverseKlProblem,
  temperature,
  useBackend,
} from 'vinf';

export interface Training extends Pick<CreateStepOptions, 'engine' | 'runtime'> {
  backend: BackendName;
  layers: number;
  batchSize: number;
  updates: number;
}

/** How a training ended, and its updates in a second of computing. */
export interface Ended {
  engine: string;
  loss: number;
  rate: number;
}

/** Trains planar layers on the target U1. */
export async function trainU1({ backend, layers, batchSize, updates, ...engine }: Training): Promise<Ended> {
  await useBackend(backend);
  const problem = reverseKlProblem(energy('U1'), { flow: planar(2, { layers }), batchSize });
  const step = await createStep(problem, { ...engine, optimiser: adam({ learningRate: 2e-3 }), seed: 0 });
  const feeds = Array.from({ length: 100 }, (_, t) => ({
    noise: noise(0, 'draws', t).normal(batchSize * 2),
    beta: Float32Array.of(temperature(t, { steps: 100 })),
  }));
  let loss = Number.NaN;
  const start = performance.now();
  for (let t = 0; t < updates; t++) ({ loss } = await step.run(feeds[t % feeds.length]!));
  const rate = (1000 * updates) / (performance.now() - start);
  step.dispose();
  return { engine: step.engine, loss, rate };
}
