import { createStep, type EngineName } from '../../engine/index.js';
import { dlgmProblem } from '../../models/index.js';
import { type Arrays, adam, layout, type WeightSpec } from '../../problem/index.js';
import { noise } from '../../random/index.js';
import type { DlgmConfig } from '../../runs/config.js';
import type { TrainedDlgm } from '../../runs/trained.js';

/** The gradient of one part of the weights over repeated draws. */
export interface GradientNoise {
  part: 'encoder' | 'flow' | 'decoder';
  weights: number;
  /** Length of the mean gradient, freed of the noise that is left in it */
  mean: number;
  /** Root of the summed variances: the length of the noise in one gradient */
  noise: number;
}

export interface GradientNoiseOptions {
  /** The inputs of one update; its noise is replaced. */
  feed(step: number): Arrays;
  /** How many gradients. Default 30. */
  repeats?: number;
  /** Whether all gradients are of the images of update 0, so that only the draws from the posterior differ. */
  sameImages: boolean;
  seed?: number;
  engine?: EngineName;
}

/**
 * Mean and noise of the gradient of the free energy (β = 1) at fixed weights.
 * What the optimiser sees is the noise with fresh images; what the flow can change is that with the same images.
 */
export async function gradientNoise(
  { model, values, config }: Pick<TrainedDlgm, 'model' | 'values'> & { config: Pick<DlgmConfig, 'batch'> },
  { feed, repeats = 30, sameImages, seed = 0, engine = 'auto' }: GradientNoiseOptions,
): Promise<GradientNoise[]> {
  const { batch } = config;
  const problem = dlgmProblem(model, batch, { annealing: 'none' });
  // A rate of 0 leaves the weights alone, and without momentum the first moment is the gradient itself.
  const optimiser = adam({ learningRate: 0, beta1: 0 });
  const slots = [new Float32Array(values.length), new Float32Array(values.length)];
  const step = await createStep(problem, { optimiser, engine, state: { step: 0, weights: values.slice(), slots } });
  const sums = { first: new Float64Array(values.length), second: new Float64Array(values.length) };
  for (let r = 0; r < repeats; r++) {
    const epsilon = noise(seed, 'gradient', r).normal(batch * model.flow.dim);
    await step.run({ x: feed(sameImages ? 0 : r).x!, noise: epsilon, beta: Float32Array.of(1) });
    step.state.slots[0]!.forEach((g, i) => {
      sums.first[i]! += g;
      sums.second[i]! += g * g;
    });
  }
  step.dispose();
  return parts(model.weights, sums, repeats);
}

function parts(
  specs: readonly WeightSpec[],
  { first, second }: { first: Float64Array; second: Float64Array },
  n: number,
): GradientNoise[] {
  const totals = new Map<GradientNoise['part'], { weights: number; square: number; variance: number }>();
  for (const { name, start, end } of layout(specs)) {
    const total = totals.get(partOf(name)) ?? { weights: 0, square: 0, variance: 0 };
    for (let i = start; i < end; i++) {
      const mean = first[i]! / n;
      total.square += mean * mean;
      total.variance += (second[i]! - n * mean * mean) / (n - 1);
    }
    total.weights += end - start;
    totals.set(partOf(name), total);
  }
  return [...totals].map(([part, { weights, square, variance }]) => ({
    part,
    weights,
    mean: Math.sqrt(Math.max(0, square - variance / n)),
    noise: Math.sqrt(variance),
  }));
}

/** The flow's own networks, the heads that serve it, or the part a weight's name begins with. */
function partOf(name: string): GradientNoise['part'] {
  if (name.startsWith('decoder/')) return 'decoder';
  return /^encoder\/(hidden|mean|logStd)/.test(name) ? 'encoder' : 'flow';
}
