import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { bernoulli } from '../../src/densities/bernoulli.js';
import type { Density } from '../../src/densities/density.js';
import { diagonalGaussian, standardNormal } from '../../src/densities/diagonal-gaussian.js';
import { energy } from '../../src/densities/energy.js';
import { energyNames } from '../../src/densities/energy-formulas.js';
import { fullGaussian } from '../../src/densities/full-gaussian.js';
import { knotheRosenblatt } from '../../src/densities/knothe-rosenblatt.js';
import { logistic } from '../../src/densities/logistic.js';
import { gaussianMixture } from '../../src/densities/mixture.js';
import { sampleSet } from '../../src/densities/sample-sets.js';
import { uniformBox } from '../../src/densities/uniform-box.js';
import { flowDistribution } from '../../src/flows/flow-distribution.js';
import { radial } from '../../src/flows/radial.js';
import { dlgm } from '../../src/models/dlgm.js';
import { forwardKl, reverseKl } from '../../src/objectives/kl.js';
import { initialState, weightTensors } from '../../src/problem/layout.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

const flow = radial(2);
const densities: readonly Density[] = [
  standardNormal(2),
  fullGaussian([0, 0], [0, 0, 0, 0]),
  logistic([0, 0], [0, 0]),
  bernoulli([0, 0]),
  uniformBox(2),
  gaussianMixture(
    [
      [0, 0],
      [1, 1],
    ],
    1,
  ),
  knotheRosenblatt(() => 0, { points: 3 }),
  flowDistribution(standardNormal(2), flow, flow.initialParams(0)),
];
const none = (columns = 2): tf.Tensor2D => tf.zeros([0, columns]);

describe.each(['cpu', 'wasm'] as const)('an empty batch is a batch, on %s', (backend) => {
  onBackend(backend);

  it.each(densities)('$name', (density) => {
    expect(density.logProb(none()).shape).toEqual([0]);
    expect(density.sample(0, noise(0, 'none')).shape).toEqual([0, 2]);
  });

  it('no rows of parameters', () => {
    const q = flowDistribution(diagonalGaussian(none(), [0, 0]), flow, none(flow.paramCount));
    const { x, logProb } = q.sampleAndLogProb(0, noise(0, 'none'));
    expect([x.shape, logProb.shape, q.rows]).toEqual([[0, 2], [0], 0]);
  });

  it.each(energyNames)('energy %s', (name) => {
    expect(energy(name).logDensity(none()).shape).toEqual([0]);
  });

  it('sample sets', () => {
    expect(sampleSet('rings', 0, noise(0, 'none')).shape).toEqual([0, 2]);
  });

  it('objectives', () => {
    const q = flowDistribution(standardNormal(2), flow, flow.initialParams(0));
    expect(forwardKl(q, none()).shape).toEqual([0]);
    const { annealed, bound } = reverseKl(q, energy('U1'), none(), { beta: tf.scalar(1) });
    expect([annealed.shape, bound.shape]).toEqual([[0], [0]]);
  });

  it('a deep latent Gaussian model', () => {
    const model = dlgm({ flow, dataDim: 8, hidden: [4] });
    const weights = weightTensors(model.weights, initialState(model.weights, 0, 0).weights);
    const { mean, logStd, flowParams } = model.encode(weights, none(8));
    expect([mean.shape, logStd.shape, flowParams.shape]).toEqual([
      [0, 2],
      [0, 2],
      [0, flow.paramCount],
    ]);
    expect(model.decode(weights, none()).shape).toEqual([0, 8]);
  });
});
