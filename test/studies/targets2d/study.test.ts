import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { energyNames } from '../../../src/densities/index.js';
import { useBackend } from '../../../src/engine/index.js';
import { density2dConfigs } from '../../../src/studies/densities2d/config.js';
import { runDensity2d } from '../../../src/studies/densities2d/run.js';
import { defaultTarget2d, largeCells, smallCells, target2dConfigs } from '../../../src/studies/targets2d/config.js';
import { planeFlow } from '../../../src/studies/targets2d/families.js';
import { runTarget2d } from '../../../src/studies/targets2d/run.js';

beforeAll(() => useBackend());

const paramsOf = ({ family, layers, hidden = 0 }: { family: string; layers: number; hidden?: number }) =>
  planeFlow(family, { layers, hidden, seed: 0 }).paramCount;

describe('target2dConfigs', () => {
  it('holds every target, paper flow, K and five seeds in the full profile, each once', () => {
    const names = target2dConfigs('full').map(({ target, family, layers, hidden, seed }) =>
      [target, family, layers, hidden, seed].join(),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const target of energyNames) {
      for (const family of ['planar', 'radial']) {
        for (const K of [2, 8, 32])
          for (const seed of [0, 4]) expect(names).toContain([target, family, K, 0, seed].join());
      }
    }
  });

  it('gives the other families equal budgets: 32 planar layers within a tenth, 32 NICE layers within 2 %', () => {
    const small = paramsOf({ family: 'planar', layers: 32 });
    for (const cell of smallCells) expect(Math.abs(paramsOf(cell) / small - 1), cell.family).toBeLessThan(0.1);
    const large = paramsOf({ family: 'nice-perm', layers: 32, hidden: 16 });
    for (const cell of largeCells) expect(Math.abs(paramsOf(cell) / large - 1), cell.family).toBeLessThan(0.02);
  });
});

describe('runTarget2d', () => {
  it('lowers the KL, and Monte Carlo agrees with quadrature within 3 standard errors', async () => {
    const config = { ...defaultTarget2d, target: 'U1', family: 'nice-perm', layers: 2, hidden: 8, seed: 0 } as const;
    const run = await runTarget2d({ ...config, steps: 300, annealingSteps: 100, learningRate: 1e-2 });
    const { kl, klStdErr, gridKl, gridMass } = run.row;
    expect(kl).toBeGreaterThan(0);
    expect(kl).toBeLessThan(3); // The best centred Gaussian has 3.19.
    expect(Math.abs(kl! - gridKl!)).toBeLessThan(3 * klStdErr!);
    expect(gridMass).toBeCloseTo(1, 3);
    expect(run.curve.kl.at(-1)).toBeLessThan(run.curve.kl[0]!);
  });

  it('is a function of its config', async () => {
    const config = { ...defaultTarget2d, target: 'U2', family: 'planar', layers: 2, seed: 1, steps: 20 } as const;
    const [one, other] = [await runTarget2d(config), await runTarget2d(config)];
    expect(one.density).toBe(other.density);
    expect({ ...one.row, seconds: 0 }).toEqual({ ...other.row, seconds: 0 });
  });

  it('keeps no tensors', async () => {
    const config = { ...defaultTarget2d, target: 'U1', family: 'radial', layers: 2, seed: 0, steps: 5 } as const;
    await runTarget2d(config);
    const before = tf.memory().numTensors;
    await runTarget2d(config);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('runDensity2d', () => {
  it('beats the Gaussian after a few updates, with an interval around the difference', async () => {
    const config = { ...density2dConfigs('quick')[0]!, train: 1000, valid: 512, test: 500, steps: 150 };
    const { row } = await runDensity2d(config);
    expect(row.overGaussian.low).toBeGreaterThan(0);
    expect(row.overGaussian.mean).toBeCloseTo(row.logLikelihood - row.gaussian, 6);
    expect(row.overKde.low).toBeLessThan(row.overKde.high);
  });
});
