import { expect, it } from 'vitest';
import { sampleSet, sampleSetNames } from '../../../src/densities/index.js';
import { meanEstimate } from '../../../src/objectives/index.js';
import { noise } from '../../../src/random/index.js';
import { trueLogDensity } from '../../../src/studies/densities2d/truth.js';
import { onBackend } from '../../support/tensors.js';

onBackend('cpu');

/** ∫p and ∫p ln p by the midpoint rule on (−5.6, 5.6)²; the lines of the checkerboard lie between the points. */
function integrals(name: (typeof sampleSetNames)[number]) {
  const n = 140;
  const side = 11.2 / n;
  const points = Array.from({ length: n * n }, (_, i) => [
    ((i % n) + 0.5) * side - 5.6,
    (Math.floor(i / n) + 0.5) * side - 5.6,
  ]);
  const logs = trueLogDensity(name, points.flat());
  const sum = (term: (log: number) => number) => logs.reduce((total, log) => total + side ** 2 * term(log), 0);
  return { mass: sum(Math.exp), negentropy: sum((log) => (log === -Infinity ? 0 : Math.exp(log) * log)) };
}

it.each(sampleSetNames)('trueLogDensity(%s) is a density, and that of the samples', (name) => {
  const { mass, negentropy } = integrals(name);
  expect(mass).toBeCloseTo(1, 3);
  const { mean, stdErr } = meanEstimate(trueLogDensity(name, sampleSet(name, 4000, noise(7, name)).dataSync()));
  expect(Math.abs(mean - negentropy)).toBeLessThan(4 * stdErr + 1e-3);
});
