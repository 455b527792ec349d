import { type ImportancePoint, importanceCurve } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import { type ModelWithWeights, posteriorSampler } from './posterior-draws.js';

/** Draws per call; S is a multiple of it or less. */
const chunk = 500;

/**
 * The S-curve of a model: importance-sampled −ln p(x) against the number S of draws, means over the same images.
 * Where it is flat, S is large enough. Source: Burda, Grosse & Salakhutdinov 2016, theorem 1.
 * @param images 784 pixels each
 * @param sizes  S, ascending
 */
export async function sampleCurve(
  trained: ModelWithWeights,
  images: readonly Float32Array[],
  sizes: readonly number[],
  seed = 0,
): Promise<ImportancePoint[]> {
  const most = sizes.at(-1)!;
  const sampler = await posteriorSampler(trained, Math.min(chunk, most));
  const rows: Float64Array[] = [];
  for (const [i, x] of images.entries()) {
    const row = new Float64Array(Math.ceil(most / sampler.draws) * sampler.draws);
    for (let start = 0; start < row.length; start += sampler.draws) {
      const epsilon = noise(seed, `curve/${start}`, i).normal(sampler.draws * trained.model.flow.dim);
      row.set((await sampler.draw(x, epsilon)).logWeight, start);
    }
    rows.push(row.subarray(0, most));
  }
  sampler.dispose();
  return importanceCurve(rows, sizes);
}
