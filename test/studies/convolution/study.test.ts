import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DigitSet, loadDigits } from '../../../src/data/index.js';
import { useBackend } from '../../../src/engine/index.js';
import { meanEstimate } from '../../../src/objectives/index.js';
import { noise } from '../../../src/random/index.js';
import { familyOf } from '../../../src/runs/families.js';
import { convolutionProfiles } from '../../../src/studies/convolution/config.js';
import {
  alpha,
  bitsPerDimension,
  bytesOf,
  type ImageDensityData,
  imageDensityData,
  logitImages,
} from '../../../src/studies/convolution/image-data.js';
import { imageFamilyNames, imageFlow, pixelCount } from '../../../src/studies/convolution/image-flows.js';
import {
  type FittedGaussian,
  fittedGaussians,
  gaussianNames,
} from '../../../src/studies/convolution/image-gaussians.js';
import { runImageDensity } from '../../../src/studies/convolution/image-run.js';
import { densityPairs, posteriorPairs } from '../../../src/studies/convolution/pairs.js';
import { type PosteriorRun, runPosterior } from '../../../src/studies/convolution/posterior-run.js';
import { posteriorsOfMnist } from '../../../src/studies/convolution/posteriors-of-mnist.js';
import { mnist } from '../../../src/studies/mnist/study.js';
import { readResult } from '../../../src/studies/study.js';
import { largestDifference } from '../../support/tensors.js';

let grey: DigitSet;
let data: ImageDensityData;
let fits: FittedGaussian[];

beforeAll(async () => {
  await useBackend();
  grey = await loadDigits({ data: 'synthetic', binarisation: 'grey', count: 1200 });
  data = imageDensityData(grey);
  fits = fittedGaussians(data);
}, 60_000);

describe('logitImages', () => {
  it('standardises every pixel of the training images', () => {
    const all = Uint32Array.from({ length: 1200 }, (_, i) => i);
    const { v } = logitImages(grey.train, all, data.scale, noise(5, 'u'));
    const middle = meanEstimate(Array.from({ length: 1200 }, (_, i) => v[i * pixelCount + 14 * 28 + 14]!));
    expect(Math.abs(middle.mean)).toBeLessThan(0.05);
    expect(middle.stdErr * Math.sqrt(1200)).toBeCloseTo(1, 1);
  });

  it('has the volume of x ↦ v, by differences of the noise', () => {
    const at = 14 * 28 + 14;
    const shifted = (u: number) => ({ uniform: (count: number) => new Float32Array(count).fill(u) }) as never;
    const [a, b] = [0.25, 0.75].map((u) => logitImages(grey.test, [3], data.scale, shifted(u)));
    const middle = logitImages(grey.test, [3], data.scale, shifted(0.5));
    // Σ over pixels of ln (Δv/Δx) with Δx = 0.5/256; a pixel of byte 0 bends most, so a loose tolerance per pixel.
    let total = 0;
    for (let j = 0; j < pixelCount; j++) total += Math.log(((b!.v[j]! - a!.v[j]!) / 0.5) * 256);
    expect(total / pixelCount).toBeCloseTo(middle.logVolume[0]! / pixelCount, 0);
    expect(b!.v[at]).toBeGreaterThan(a!.v[at]!);
  });

  it('comes back as the bytes it was made of', () => {
    const { v } = logitImages(grey.test, [7], data.scale, noise(5, 'u'));
    const bytes = grey.test.pixels.subarray(7 * pixelCount, 8 * pixelCount);
    const wrong = bytesOf(v, data.scale).filter((byte, j) => Math.abs(byte - bytes[j]!) > 1);
    expect(wrong).toHaveLength(0);
  });
});

describe('bitsPerDimension', () => {
  it('is 8 for the uniform density of x', () => {
    // p(x) = 1 on [0, 1]: ln q(v) = −ln|dv/dx|.
    expect(bitsPerDimension(-1234.5, 1234.5)).toBe(8);
    expect(alpha).toBe(1e-6);
  });
});

describe('fittedGaussians', () => {
  it('a convolution beats the diagonal on images and not on shuffled ones; the full covariance beats all', () => {
    expect(fits.map(({ family }) => family)).toEqual([...gaussianNames]);
    const score = Object.fromEntries(fits.map(({ family, logProb }) => [family, meanEstimate(logProb).mean]));
    expect(score['gaussian-circular']).toBeGreaterThan(score['gaussian-diagonal']! + 20);
    expect(score['gaussian-symmetric']).toBeGreaterThan(score['gaussian-diagonal']! + 20);
    expect(score['gaussian-symmetric-shuffled']).toBeLessThan(score['gaussian-diagonal']! + 20);
    expect(score['gaussian-full']).toBeGreaterThan(score['gaussian-symmetric']!);
  });

  it('the diagonal one is N(0, I) of the standardised logits', () => {
    const first = data.test.v.subarray(0, pixelCount);
    const expected = first.reduce((sum, v) => sum - 0.5 * (v * v + Math.log(2 * Math.PI)), 0);
    expect(fits[0]!.logProb[0]).toBeCloseTo(expected, 3);
  });
});

describe('imageFlow', () => {
  it.each(imageFamilyNames.filter((name) => name !== 'linear-plu'))('%s: forward undoes the inverse', (family) => {
    const flow = imageFlow(family, { layers: 2, hidden: 8, seed: 0 });
    tf.tidy(() => {
      const start = flow.initialParams(0);
      const kick = noise(3, family).normal(flow.paramCount);
      const params = tf.tensor2d(
        start.map((value, i) => value + 0.02 * kick[i]!),
        [1, flow.paramCount],
      );
      const v = tf.tensor2d(data.test.v.subarray(0, 2 * pixelCount), [2, pixelCount]);
      const base = flow.inverse(v, params);
      const back = flow.forward(base.z, params);
      expect(largestDifference(back.z, v)).toBeLessThan(5e-3);
      const [there, here] = [base.logDet.dataSync()[0]!, back.logDet.dataSync()[0]!];
      expect(Math.abs(there + here)).toBeLessThan(0.05);
    });
  });

  it('tells what it knows instead of a name it does not', () => {
    expect(() => imageFlow('conv-circula', { layers: 1, hidden: 1, seed: 0 })).toThrow(/conv-circular/);
  });
});

describe('runImageDensity', () => {
  it('improves on the diagonal Gaussian within a few updates, and is a function of its config', async () => {
    const config = { data: '', family: 'conv-symmetric', layers: 2, hidden: 0, seed: 0, steps: 30, batch: 50 };
    const run = () => runImageDensity({ ...config, learningRate: 1e-2, validateEvery: 10 }, data);
    const [one, other] = [await run(), await run()];
    expect(one.perImage).toEqual(other.perImage);
    expect(one.samples).toBe(other.samples);
    expect(one.perImage).toHaveLength(240);
    const diagonal = fits[0]!.logProb;
    const start = meanEstimate(diagonal.map((value, i) => bitsPerDimension(value, data.test.logVolume[i]!))).mean;
    expect(meanEstimate(one.perImage).mean).toBeLessThan(start - 0.05);
  }, 60_000);
});

describe('runPosterior', () => {
  it('measures bound and −ln p(x) of each image', async () => {
    const digits = await loadDigits({ data: 'synthetic', count: 400 });
    const base = convolutionProfiles.quick.posteriors.find(({ flow }) => flow === 'conv-circular')!;
    const small = {
      ...base,
      layers: 2,
      latent: 6,
      hidden: [16],
      steps: 20,
      validateEvery: 20,
      testImages: 30,
      samples: 5,
    };
    const { row, bound, nll } = await runPosterior({ ...small, digits: '' }, digits);
    expect(nll).toHaveLength(30);
    expect(row.nll).toBeCloseTo(meanEstimate(nll).mean, 9);
    for (const [i, value] of nll.entries()) expect(value).toBeLessThanOrEqual(bound[i]! + 1e-4);
    expect(row.flowParams).toBe(2 * 4 * 6);
  }, 60_000);
});

describe('posteriorsOfMnist', () => {
  it('finds the models of the configs that were measured, with the scores behind their means', async () => {
    const study = (await readResult(mnist, 'quick'))!;
    const planar = study.rows.find(({ family }) => family === 'planar')!;
    const found = posteriorsOfMnist(study, [{ ...planar.config, seed: 99 }, planar.config]);
    expect(found.map(({ row }) => row.config)).toEqual([planar.config]);
    const [{ row, bound, nll }] = found as [PosteriorRun];
    expect(row).toMatchObject({ family: 'planar', K: 10, flowParams: 810, nll: planar.nll });
    expect(meanEstimate(nll).mean).toBeCloseTo(planar.nll, 2);
    expect(meanEstimate(bound).mean).toBeCloseTo(planar.bound, 2);
  });
});

describe('profiles and pairs', () => {
  it('name families that exist, and the full profile has every pair', () => {
    const full = convolutionProfiles.full;
    const densities = [...gaussianNames, ...full.densities.map(({ family }) => family)];
    for (const name of densityPairs.flat()) expect(densities).toContain(name);
    const posteriors = full.ofMnist.map(({ flow }) => flow);
    for (const name of posteriorPairs.flat()) expect(posteriors).toContain(name);
    for (const name of posteriors) expect(familyOf(name).summary).not.toBe('');
  });
});
