import { type Figure, type TrainingCurve, trainingCurves } from '../../plots/index.js';

const paperFamilies = ['identity', 'planar', 'nice-perm', 'nice-orth'];

/** The first seed of the longest flow of each of the paper's families: one colour, one curve. */
export function mnistTraining({ curves }: { curves: readonly (TrainingCurve & { seed?: number })[] }): Figure {
  const first = curves.filter(({ seed }) => (seed ?? 0) === 0).sort((a, b) => b.K - a.K);
  return trainingCurves(paperFamilies.flatMap((name) => first.find(({ family }) => family === name) ?? []));
}
