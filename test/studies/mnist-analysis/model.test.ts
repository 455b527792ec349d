import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { binariseOnce, sliceImages } from '../../../src/data/images.js';
import { packPixels, unpackImages, unpackPixels } from '../../../src/data/packed-pixels.js';
import { syntheticDigits } from '../../../src/data/synthetic.js';
import type { Flow } from '../../../src/flows/flow.js';
import { identity } from '../../../src/flows/identity.js';
import { triangular } from '../../../src/flows/linear/triangular.js';
import { planar } from '../../../src/flows/planar.js';
import { radial } from '../../../src/flows/radial.js';
import { drawPosterior } from '../../../src/models/dlgm.js';
import { dlgmProblem } from '../../../src/models/dlgm-problem.js';
import { meanEstimate } from '../../../src/objectives/statistics.js';
import { noise } from '../../../src/random/index.js';
import { activeUnits } from '../../../src/studies/mnist-analysis/active-units.js';
import { accuracy, trainClassifier } from '../../../src/studies/mnist-analysis/classifier.js';
import { gradientNoise } from '../../../src/studies/mnist-analysis/gradient-noise.js';
import { flowAsPrior, flowOnBothSides, rotationDoesNothing } from '../../../src/studies/mnist-analysis/identities.js';
import { planePosteriors } from '../../../src/studies/mnist-analysis/latent-plane.js';
import { layerVolumes } from '../../../src/studies/mnist-analysis/layer-volumes.js';
import { posteriorShape } from '../../../src/studies/mnist-analysis/posterior-shape.js';
import { sampleCurve } from '../../../src/studies/mnist-analysis/sample-curve.js';
import { walkBetween } from '../../../src/studies/mnist-analysis/walk.js';
import { onBackend } from '../../support/tensors.js';
import { asTensor, dataDim, smallImages, smallModel } from './small-model.js';

onBackend('wasm');

describe('posteriorShape', () => {
  it('finds nothing where there is no flow', async () => {
    const shape = await posteriorShape(smallModel(), smallImages(5), { draws: 200 });
    expect(shape.correlation.mean).toBeCloseTo(0, 9);
    expect(shape.nonGaussian.mean).toBeCloseTo(0, 6);
    expect(shape.anisotropyAfter.mean).toBe(shape.anisotropyBefore.mean);
  });

  it('finds correlations but nothing else after a linear flow', async () => {
    const shape = await posteriorShape(smallModel(triangular(3)), smallImages(5), { draws: 2000 });
    expect(shape.correlation.mean).toBeGreaterThan(0.02);
    expect(Math.abs(shape.nonGaussian.mean)).toBeLessThan(1e-4);
  });

  it('finds both after planar layers that fold', async () => {
    const shape = await posteriorShape(smallModel(planar(3, { layers: 4 }), 1), smallImages(5), { draws: 2000 });
    expect(shape.correlation.mean).toBeGreaterThan(0.02);
    expect(shape.nonGaussian.mean).toBeGreaterThan(0.02);
  });
});

it('activeUnits counts the latents whose posterior mean depends on the image, not the noise of the averages', async () => {
  const trained = smallModel();
  const [kernel, bias] = ['encoder/mean/kernel', 'encoder/mean/bias'].map((name) => trained.weights[name]!);
  const onlyFirst = tf.tensor2d([1, 0, 0], [3, 1]);
  const rows = kernel!.shape[0] === 3 ? onlyFirst : tf.transpose(onlyFirst);
  const weights = { ...trained.weights, 'encoder/mean/kernel': tf.mul(kernel!, rows), 'encoder/mean/bias': bias! };
  const active = await activeUnits({ ...trained, weights }, smallImages(300), { draws: 200 });
  expect([active.before, active.after, active.directions]).toEqual([1, 1, 1]);
});

it.each([
  ['planar', planar],
  ['radial', radial],
] as const)('layerVolumes of %s add up to the logDet of the flow', (flow, make) => {
  const layers = 3;
  const trained = smallModel(make(3, { layers }), 0.6);
  const images = smallImages(4);
  const found = layerVolumes({ ...trained, config: { flow, layers } }, images, { draws: 1 })!;
  const x = asTensor(images);
  const epsilon = tf.tensor2d(noise(0, 'layers', 0).normal(4 * 3), [4, 3]);
  const { logDet } = drawPosterior(trained.model, trained.model.encode(trained.weights, x), epsilon);
  expect(found.map(({ layer }) => layer)).toEqual([1, 2, 3]);
  expect(found.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(logDet.mean().dataSync()[0]!, 4);
  expect(layerVolumes({ ...trained, config: { flow: 'nice-perm', layers } }, images)).toBeUndefined();
});

describe('gradientNoise', () => {
  const [batch, repeats] = [6, 5];
  const trained = () => ({ ...smallModel(planar(3, { layers: 2 })), config: { batch } });
  const images = (step: number) => smallImages(batch * (step + 1)).slice(batch * step);
  const feed = (step: number) => ({ x: Float32Array.from(images(step).flatMap((x) => Array.from(x))) });

  it.each(['compiled', 'eager'] as const)('on the %s engine finds mean and spread of the gradients', async (engine) => {
    const { model, weights, ...rest } = trained();
    const found = await gradientNoise({ model, ...rest }, { feed, repeats, sameImages: false, engine });
    const { loss } = dlgmProblem(model, batch, { annealing: 'none' });
    const names = model.weights.map(({ name }) => name);
    const gradients = Array.from({ length: repeats }, (_, r) => {
      const epsilon = tf.tensor2d(noise(0, 'gradient', r).normal(batch * 3), [batch, 3]);
      const inputs = { x: asTensor(images(r)), noise: epsilon, beta: tf.scalar(1) };
      const of = (...list: tf.Tensor[]) => loss(Object.fromEntries(list.map((w, i) => [names[i], w])), inputs).loss;
      const all = tf.grads(of)(names.map((name) => weights[name]!));
      return all.flatMap((gradient, i) => (names[i]!.startsWith('decoder/') ? Array.from(gradient.dataSync()) : []));
    });
    const moments = gradients[0]!.map((_, i) => meanEstimate(gradients.map((gradient) => gradient[i]!)));
    const variance = moments.reduce((sum, { stdErr }) => sum + stdErr ** 2 * repeats, 0);
    const square = moments.reduce((sum, { mean }) => sum + mean ** 2, 0);
    const decoder = found.find(({ part }) => part === 'decoder')!;
    expect(decoder.weights).toBe(gradients[0]!.length);
    expect(decoder.noise / Math.sqrt(variance)).toBeCloseTo(1, 3);
    expect(decoder.mean).toBeCloseTo(Math.sqrt(Math.max(0, square - variance / repeats)), 3);
    expect(found.map(({ part }) => part).sort()).toEqual(['decoder', 'encoder', 'flow']);
    expect(found.reduce((sum, { weights }) => sum + weights, 0)).toBe(rest.values.length);
  });

  it('with the same images does not depend on later ones', async () => {
    const options = { repeats, engine: 'compiled' } as const;
    const once = (step: number) => feed(step === 0 ? 0 : 7);
    const same = await gradientNoise(trained(), { ...options, feed: once, sameImages: true });
    expect(await gradientNoise(trained(), { ...options, feed: () => feed(0), sameImages: false })).toEqual(same);
    expect(await gradientNoise(trained(), { ...options, feed: once, sameImages: false })).not.toEqual(same);
  });
});

it('sampleCurve falls with S', async () => {
  const curve = await sampleCurve(smallModel(planar(3, { layers: 2 })), smallImages(10), [1, 10, 100]);
  expect(curve.map(({ samples }) => samples)).toEqual([1, 10, 100]);
  expect(curve[0]!.nll).toBeGreaterThan(curve[1]!.nll);
  expect(curve[1]!.nll).toBeGreaterThan(curve[2]!.nll);
});

describe('the identities', () => {
  const flow = planar(3, { layers: 4 });
  const params = flow.initialParams(0).map((value, i) => value + 0.5 * noise(1, 'params', i).normal(1)[0]!);
  const inputs = () => ({
    x: asTensor(smallImages(20)),
    epsilon: tf.tensor2d(noise(4, 'epsilon').normal(60), [20, 3]),
  });

  it('flowOnBothSides: a flow on prior and posterior cancels', () => {
    const { one, other, difference } = flowOnBothSides(smallModel(), flow, params, inputs());
    expect(difference).toBeLessThan(1e-4);
    expect(one).toBeCloseTo(other, 4);
  });

  it('flowAsPrior: a flow that all images share is a flow prior, and no small change', () => {
    const { one, difference } = flowAsPrior(smallModel(), flow, params, inputs());
    expect(difference).toBeLessThan(1e-4);
    expect(Math.abs(one - flowOnBothSides(smallModel(), flow, params, inputs()).one)).toBeGreaterThan(0.1);
  });

  it('rotationDoesNothing: N(0, I) looks the same from all sides', () => {
    expect(rotationDoesNothing(smallModel(), inputs()).difference).toBeLessThan(1e-4);
  });
});

describe('planePosteriors', () => {
  it('finds KL(N(m, I) ‖ N(0, I)) = ½‖m‖² where no image says anything', () => {
    const { model, weights } = smallModel(identity(2));
    const silent = Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => [
        name,
        name === 'encoder/mean/bias' ? tf.tensor1d([0.3, 0]) : tf.zerosLike(weight),
      ]),
    );
    const { kl, gaussianKl, before, after } = planePosteriors({ model, weights: silent }, smallImages(1)[0]!);
    expect(Math.abs(kl - 0.045)).toBeLessThan(0.002);
    expect(Math.abs(gaussianKl)).toBeLessThan(0.002);
    for (const { x, y, values } of [before, after]) {
      const cell = (x[1]! - x[0]!) * (y[1]! - y[0]!);
      expect(cell * values.flat().reduce((sum, value) => sum + value)).toBeCloseTo(1, 3);
    }
  });

  it('needs two latents', () => {
    expect(() => planePosteriors(smallModel(), smallImages(1)[0]!)).toThrow('2 latents');
  });
});

it('walkBetween ends where the images are, and the two walks part only where there is a flow', () => {
  const [from, to] = smallImages(2) as [Float32Array, Float32Array];
  const apart = (flow?: Flow) => {
    const walk = walkBetween(smallModel(flow, 1), from, to, 5);
    const difference = walk.zK.map((value, i) => Math.abs(value - walk.z0[i]!));
    const step = (i: number) => Math.max(...difference.subarray(i * dataDim, (i + 1) * dataDim));
    return [0, 2, 4].map(step);
  };
  for (const step of apart()) expect(step).toBeLessThan(1e-6);
  const [start, middle, end] = apart(planar(3, { layers: 4 })) as [number, number, number];
  expect(Math.max(start, end)).toBeLessThan(1e-6);
  expect(middle).toBeGreaterThan(1e-4);
});

it('trainClassifier tells digits apart', async () => {
  const digits = syntheticDigits({ count: 3000 });
  const classifier = await trainClassifier(sliceImages(digits, 0, 2500), { steps: 400 });
  expect(await accuracy(classifier, sliceImages(digits, 2500, 3000), noise(0, 'test'))).toBeGreaterThan(0.9);
  const [shares] = await classifier.classify(new Float32Array(784));
  expect(shares!.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
  classifier.dispose();
  const { labels: _, ...unlabelled } = binariseOnce(digits, 0, 'test');
  await expect(trainClassifier(unlabelled)).rejects.toThrow('have labels');
});

it('unpackPixels gives back what packPixels was given, to 1/255', () => {
  const pixels = Float32Array.of(0, 0.3, 1, 2, -1);
  const back = unpackPixels(packPixels(pixels));
  [0, 0.3, 1, 1, 0].forEach((value, i) => {
    expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(0.5 / 255 + 1e-6);
  });
});

it('unpackImages gives them image by image, and takes whole images only', () => {
  const text = packPixels([0, 1, 1, 0, 0, 0]);
  expect(unpackImages(text, 3).map((image) => [...image])).toEqual([
    [0, 1, 1],
    [0, 0, 0],
  ]);
  expect(() => unpackImages(text, 4)).toThrow('Expected the pixels to number a multiple of 4, got 6');
});
